import type { JsonValue } from "../../language/json.ts";
import { readDocument } from "../document.ts";
import {
  type ItemParser,
  itemReaderFailed,
  type ParsedItem,
  type ParsedItems,
} from "./item-parser.ts";
import { JsonSkipper, type SkipState, skipStart } from "./json-skipper.ts";
import { asBuffer, byteOrderMarkLength } from "./text-lines.ts";

/** Where the parser stands in the file; plain JSON. */
type State = {
  /** Steps of the ItemsPointer that are done. All of them: it stands in or before the items. */
  readonly found: number;
  /** Before a value, inside of a container, or inside of a value that is skipped. */
  readonly place: "value" | "members" | "skipped";
  /** Of the container: is it an object, and how many members have been passed? */
  readonly isObject: boolean;
  readonly passed: number;
  readonly skip: SkipState;
};

const start: State = {
  found: 0,
  place: "value",
  isObject: false,
  passed: 0,
  skip: skipStart,
};

/**
 * A JSON file: the elements of an array, or the members of an object, which may be large. Nothing
 * but one item at a time is held in memory.
 * @param pointer the steps of the ItemsPointer: where in the file the array or object is.
 */
export function jsonItemsParser(pointer: readonly string[]): ItemParser {
  return {
    initial: start,
    parse: (bytes, state, final, max) =>
      new Run(asBuffer(bytes), pointer, state as State, final).parse(max),
  };
}

/** The steps of a JSON Pointer. https://www.rfc-editor.org/rfc/rfc6901 */
export function pointerSteps(pointer: string): readonly string[] {
  if (pointer === "") return [];
  if (!pointer.startsWith("/")) {
    throw itemReaderFailed(`ItemsPointer "${pointer}" is no JSON Pointer: it must start with "/"`);
  }
  const steps = pointer.slice(1).split("/");
  return steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

const comma = 0x2c;
const colon = 0x3a;
const quote = 0x22;
const openBrace = 0x7b;
const openBracket = 0x5b;
const closing = { object: 0x7d, array: 0x5d };

/** What one step came to: go on, read more bytes first, or there are no more items. */
type Step = "on" | "more" | "ended";

class Run {
  private readonly skipper: JsonSkipper;
  private readonly pointer: readonly string[];
  private readonly final: boolean;
  private readonly items: ParsedItem[] = [];
  private state: State;

  constructor(window: Buffer, pointer: readonly string[], state: State, final: boolean) {
    const at = state === start || isStart(state) ? byteOrderMarkLength(window) : 0;
    this.skipper = new JsonSkipper(window, at);
    this.pointer = pointer;
    this.state = state;
    this.final = final;
  }

  parse(max: number): ParsedItems {
    let consumed = this.skipper.at;
    let step: Step = "on";
    while (step === "on" && this.items.length < max) {
      step = this.step();
      // A step that needs more bytes is done again from where it began, save in a skipped value.
      if (step !== "more" || this.state.place === "skipped") consumed = this.skipper.at;
    }
    if (step === "more" && this.final) throw itemReaderFailed("the JSON file ends too early");
    return { items: this.items, consumed, state: this.state, ended: step === "ended" };
  }

  private step(): Step {
    const { place } = this.state;
    if (place === "value") return this.enterValue();
    return place === "skipped" ? this.skipOn() : this.nextMember();
  }

  /** Before the value that the steps done so far lead to. */
  private enterValue(): Step {
    const byte = this.skipper.peek();
    if (byte === undefined) return "more";
    if (byte !== openBrace && byte !== openBracket) {
      if (this.inItems) throw notIterable();
      throw this.notFound();
    }
    this.skipper.at++;
    this.state = { ...this.state, place: "members", isObject: byte === openBrace, passed: 0 };
    return "on";
  }

  private get inItems(): boolean {
    return this.state.found === this.pointer.length;
  }

  /** Before a member of the container: an item, the pointer's next step, or to be skipped. */
  private nextMember(): Step {
    const { skipper, state } = this;
    let byte = skipper.peek();
    if (byte === undefined) return "more";
    if (byte === (state.isObject ? closing.object : closing.array)) {
      if (this.inItems) return "ended";
      throw this.notFound();
    }
    if (state.passed > 0) {
      if (byte !== comma) throw malformed("a comma is missing");
      skipper.at++;
      byte = skipper.peek();
      if (byte === undefined) return "more";
    }
    const key = state.isObject ? this.key() : String(state.passed);
    if (key === undefined || skipper.peek() === undefined) return "more";
    if (this.inItems) return this.takeItem(state.isObject ? key : undefined);
    this.state = this.pastKey(key);
    return "on";
  }

  private pastKey(key: string): State {
    const { state } = this;
    if (key !== this.pointer[state.found]) {
      return { ...state, place: "skipped", passed: state.passed + 1, skip: skipStart };
    }
    return { ...state, place: "value", found: state.found + 1 };
  }

  /** The member's key; it stands behind the colon then. */
  private key(): string | undefined {
    const { skipper } = this;
    const from = skipper.at;
    if (skipper.bytes[from] !== quote) throw malformed("a key is missing");
    skipper.at++;
    if (!skipper.skipString()) return undefined;
    const key = parse(skipper.bytes.toString("utf8", from, skipper.at));
    const byte = skipper.peek();
    if (byte === undefined) return undefined;
    if (byte !== colon) throw malformed("a colon is missing");
    skipper.at++;
    return String(key);
  }

  private skipOn(): Step {
    const skip = this.skipper.skip(this.state.skip, this.final);
    if (skip !== undefined) {
      this.state = { ...this.state, skip };
      return "more";
    }
    this.state = { ...this.state, place: "members" };
    return "on";
  }

  private takeItem(key: string | undefined): Step {
    const { skipper, state } = this;
    const from = skipper.at;
    if (skipper.skip(skipStart, this.final) !== undefined) return "more";
    const value = parse(skipper.bytes.toString("utf8", from, skipper.at));
    this.items.push(key === undefined ? { value } : { value, key });
    this.state = { ...state, passed: state.passed + 1 };
    return "on";
  }

  private notFound(): Error {
    return itemReaderFailed(`ItemsPointer "/${this.pointer.join("/")}" leads to nothing`);
  }
}

function isStart({ found, place }: State): boolean {
  return found === 0 && place === "value";
}

function parse(text: string): JsonValue {
  try {
    return readDocument(text);
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error));
  }
}

function malformed(what: string): Error {
  return itemReaderFailed(`the file is not JSON: ${what}`);
}

/** Neither an array nor an object. */
function notIterable(): Error {
  return itemReaderFailed("Attempting to map over non-iterable node.");
}
