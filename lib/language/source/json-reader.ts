import { defineKey, type JsonValue, type MutableJsonObject } from "../json.ts";
import { jsonNumber } from "../number-text.ts";
import { fillPlaceholders, placeholderAt, type Substitutions } from "../placeholder.ts";
import { jsonFault } from "./json-fault.ts";
import { escapedString } from "./json-string.ts";
import { type Place, pointerTo } from "./places.ts";
import { type Fault, problemsOf, type SourceProblem } from "./problem.ts";

/**
 * Reads JSON text, RFC 8259, in which a value may also be a placeholder without quotes. A fault
 * ends the reading; keys that occur twice are warnings.
 */
export function readJson(
  text: string,
  options: JsonOptions = {},
): { value: JsonValue | undefined; problems: SourceProblem[] } {
  const reader = new JsonReader(text, options);
  const value = reader.readText();
  return { value, problems: problemsOf(text, reader.faults) };
}

export interface JsonOptions {
  readonly substitutions?: Substitutions | undefined;
  /** A placeholder without quotes is a fault. */
  readonly strict?: boolean | undefined;
}

/** Reads JSON text again, for the places of its values. Undefined if the text has a fault. */
export function jsonPlaces(text: string, options: JsonOptions): Place | undefined {
  const root: Place = { offset: 0 };
  const reader = new JsonReader(text, options);
  return reader.readText(root) === undefined ? undefined : root;
}

/** Jackson, with which AWS reads JSON, stops at this depth too. */
export const nestingMax = 1000;

const plainString = /"[ !#-[\]-\uffff]*"/y;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const literals: { readonly [first: string]: { text: string; value: JsonValue } } = {
  t: { text: "true", value: true },
  f: { text: "false", value: false },
  n: { text: "null", value: null },
};

class JsonReader {
  readonly faults: Fault[] = [];
  private readonly text: string;
  private index = 0;
  private depth = 0;
  private readonly keys: (string | number)[] = [];
  private readonly substitutions: Substitutions;
  private readonly strict: boolean;

  constructor(text: string, { substitutions = {}, strict = false }: JsonOptions) {
    this.text = text;
    this.substitutions = substitutions;
    this.strict = strict;
  }

  /** The whole text's value; undefined after a fault. Fills in the place, when given. */
  readText(place?: Place): JsonValue | undefined {
    this.skipSpace();
    if (place) place.offset = this.index;
    const value = this.readValue(place);
    if (value === undefined) return undefined;
    this.skipSpace();
    return this.index === this.text.length ? value : this.fail("the end of the text");
  }

  private readValue(place?: Place): JsonValue | undefined {
    const first = this.text[this.index];
    if (first === '"') return this.readFilledString();
    if (first === "{") return this.nested(place, this.readObject);
    if (first === "[") return this.nested(place, this.readArray);
    const literal = first === undefined ? undefined : literals[first];
    if (literal && this.text.startsWith(literal.text, this.index)) {
      this.index += literal.text.length;
      return literal.value;
    }
    return first === "$" && !this.strict ? this.readPlaceholder() : this.readNumber();
  }

  private nested(
    place: Place | undefined,
    read: (this: JsonReader, place?: Place) => JsonValue | undefined,
  ): JsonValue | undefined {
    if (this.depth === nestingMax) {
      return this.failWith(`the value is nested deeper than ${nestingMax} levels`);
    }
    this.depth += 1;
    if (place) place.members = new Map();
    const value = read.call(this, place);
    this.depth -= 1;
    return value;
  }

  private readObject(place?: Place): JsonValue | undefined {
    const object: MutableJsonObject = {};
    this.index += 1;
    this.skipSpace();
    if (this.takes("}")) return object;
    for (;;) {
      const offset = this.index;
      if (this.text[offset] !== '"') return this.fail("a key in double quotes");
      const key = this.readFilledString();
      if (key === undefined) return undefined;
      this.keys.push(key);
      if (Object.hasOwn(object, key)) this.warnOfSecond(key, offset);
      this.skipSpace();
      if (!this.takes(":")) return this.fail(`":" after the key ${JSON.stringify(key)}`);
      this.skipSpace();
      const value = this.readValue(place && this.member(place, key, offset));
      if (value === undefined) return undefined;
      defineKey(object, key, value);
      this.keys.pop();
      this.skipSpace();
      if (this.takes("}")) return object;
      if (!this.takes(","))
        return this.fail(`"," or "}" after the value of ${JSON.stringify(key)}`);
      this.skipSpace();
    }
  }

  private readArray(place?: Place): JsonValue | undefined {
    const array: JsonValue[] = [];
    this.index += 1;
    this.skipSpace();
    if (this.takes("]")) return array;
    for (;;) {
      this.keys.push(array.length);
      const value = this.readValue(place && this.member(place, String(array.length), this.index));
      if (value === undefined) return undefined;
      array.push(value);
      this.keys.pop();
      this.skipSpace();
      if (this.takes("]")) return array;
      if (!this.takes(",")) return this.fail(`"," or "]" after an item`);
      this.skipSpace();
    }
  }

  /** A scalar member's place is its value, an object's or array's its key, an item's itself. */
  private member(parent: Place, key: string, keyOffset: number): Place {
    const first = this.text[this.index];
    const offset = first === "{" || first === "[" ? keyOffset : this.index;
    const place: Place = { offset };
    parent.members?.set(key, place);
    return place;
  }

  private readFilledString(): string | undefined {
    const text = this.readString();
    return text === undefined ? undefined : fillPlaceholders(text, this.substitutions);
  }

  private readString(): string | undefined {
    plainString.lastIndex = this.index;
    if (plainString.test(this.text)) {
      const content = this.text.slice(this.index + 1, plainString.lastIndex - 1);
      this.index = plainString.lastIndex;
      return content;
    }
    return this.readEscapedString();
  }

  private readEscapedString(): string | undefined {
    const read = escapedString(this.text, this.index);
    this.index = read.end;
    return "message" in read ? this.failWith(read.message) : read.content;
  }

  /** `"TimeoutSeconds": ${Seconds}`: the substitution's JSON, or the placeholder as a string. */
  private readPlaceholder(): JsonValue | undefined {
    placeholderAt.lastIndex = this.index;
    const match = placeholderAt.exec(this.text);
    if (!match) return this.fail("a value");
    this.index = placeholderAt.lastIndex;
    return placeholderValue(match[0], this.substitutions);
  }

  private readNumber(): JsonValue | undefined {
    number.lastIndex = this.index;
    const match = number.exec(this.text);
    if (!match) return this.fail("a value");
    this.index = number.lastIndex;
    return jsonNumber(match[0]);
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.index);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.index += 1;
    }
  }

  private takes(character: string): boolean {
    if (this.text[this.index] !== character) return false;
    this.index += 1;
    return true;
  }

  private warnOfSecond(key: string, offset: number): void {
    if (this.faults.length === warningsMax) return;
    this.faults.push({
      message: `the key ${JSON.stringify(key)} occurs twice here; only the last one counts`,
      severity: "WARNING",
      pointer: this.pointer(),
      offset,
    });
  }

  private fail(expected: string): undefined {
    this.faults.push({ ...jsonFault(this.text, this.index, expected), pointer: this.pointer() });
  }

  private failWith(message: string): undefined {
    this.faults.push({ message, severity: "ERROR", pointer: this.pointer(), offset: this.index });
  }

  private pointer(): string {
    return pointerTo(this.keys);
  }
}

/** The value of a placeholder without quotes: its substitution read as JSON, else itself. */
export function placeholderValue(text: string, substitutions: Substitutions): JsonValue {
  const filled = fillPlaceholders(text, substitutions);
  return filled === text ? text : (readJson(filled).value ?? filled);
}

const warningsMax = 100;
