import {
  defineKey,
  ExactNumber,
  type JsonValue,
  type MutableJsonObject,
} from "../language/json.ts";
import { isJsonNumber } from "../language/number-text.ts";
import { DocumentError, documentLocation } from "./document-error.ts";
import { documentDepthMax, endOfNumber, endOfString, losesSpelling } from "./document-scan.ts";
import { readDocumentString, shownCharacter } from "./document-string.ts";

/**
 * Reads a JSON text slowly: for texts with numbers that JSON.parse would respell, and for the
 * message about a text that is no JSON. Throws DocumentError.
 */
export function parseDocument(text: string): JsonValue {
  return new DocumentParser(text).document();
}

class DocumentParser {
  private readonly text: string;
  private position = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): JsonValue {
    this.skipBlanks();
    if (this.atEnd) this.fail("No content to map due to end-of-input");
    const value = this.value();
    this.skipBlanks();
    if (!this.atEnd) this.failAtValue();
    return value;
  }

  private get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  private value(): JsonValue {
    const code = this.text.charCodeAt(this.position);
    if (code === QUOTE) return this.string();
    if (code === BRACE) return this.object();
    if (code === BRACKET) return this.array();
    if (code === MINUS || (code >= ZERO && code <= NINE)) return this.number();
    if (this.takeWord("true")) return true;
    if (this.takeWord("false")) return false;
    return this.takeWord("null") ? null : this.failAtValue();
  }

  private number(): JsonValue {
    const start = this.position;
    const end = endOfNumber(this.text, start);
    const text = this.text.slice(start, end);
    if (!isJsonNumber(text)) this.failAtNumber(text);
    this.position = end;
    return losesSpelling(this.text, start, end) ? new ExactNumber(text) : Number(text);
  }

  private string(): string {
    const start = this.position;
    const end = endOfString(this.text, start);
    if (end < 0) {
      this.fail("Unexpected end-of-input: was expecting closing quote for a string value", -1);
    }
    this.position = end + 1;
    return readDocumentString(this.text, start, end);
  }

  private array(): JsonValue {
    const items: JsonValue[] = [];
    const start = this.open();
    if (this.isOpen("]", "Array", start)) {
      do {
        this.next("Array");
        items.push(this.value());
        this.skipBlanks();
      } while (this.take(","));
      this.close("]", "Array", start);
    }
    this.depth--;
    return items;
  }

  private object(): JsonValue {
    const object: MutableJsonObject = {};
    const start = this.open();
    if (this.isOpen("}", "Object", start)) {
      do {
        this.next("Object");
        const key = this.key();
        this.next("Object");
        if (!this.take(":")) {
          this.failUnexpected("was expecting a colon to separate field name and value");
        }
        this.next("Object");
        defineKey(object, key, this.value());
        this.skipBlanks();
      } while (this.take(","));
      this.close("}", "Object", start);
    }
    this.depth--;
    return object;
  }

  private key(): string {
    if (this.text.charCodeAt(this.position) === QUOTE) return this.string();
    return this.failUnexpected("was expecting double-quote to start field name");
  }

  /** Skips to what must come next. */
  private next(kind: "Array" | "Object"): void {
    this.skipBlanks();
    if (this.atEnd) this.fail(`Unexpected end-of-input within/between ${kind} entries`);
  }

  private open(): number {
    const start = this.position++;
    this.depth++;
    if (this.depth <= documentDepthMax) return start;
    return this.fail(
      `Document nesting depth (${this.depth}) exceeds the maximum allowed (${documentDepthMax}, ` +
        "from `StreamReadConstraints.getMaxNestingDepth()`)",
    );
  }

  /** Whether there is something between the marks. */
  private isOpen(mark: string, kind: string, start: number): boolean {
    this.skipBlanks();
    if (this.atEnd) this.close(mark, kind, start);
    return !this.take(mark);
  }

  private close(mark: string, kind: string, start: number): void {
    if (this.take(mark)) return;
    if (!this.atEnd) this.failUnexpected(`was expecting comma to separate ${kind} entries`);
    const marker = `start marker at ${documentLocation(this.text, start)}`;
    this.fail(`Unexpected end-of-input: expected close marker for ${kind} (${marker})`);
  }

  private failAtNumber(text: string): never {
    if (/^-?0\d/.test(text)) this.fail("Invalid numeric value: Leading zeroes not allowed");
    return this.fail(`Unexpected character (${shownCharacter(text.charAt(0))}) in numeric value`);
  }

  private failAtValue(): never {
    if (this.atEnd) this.fail("Unexpected end-of-input");
    const word = this.token();
    if (word === "") return this.failUnexpected(`expected a valid value (${valueKinds})`);
    return this.fail(`Unrecognized token '${word}': was expecting (${valueKinds})`);
  }

  private failUnexpected(expectation: string): never {
    if (this.atEnd) this.fail(`Unexpected end-of-input: ${expectation}`);
    return this.fail(
      `Unexpected character (${shownCharacter(this.text.charAt(this.position))}): ${expectation}`,
    );
  }

  private fail(message: string, position = this.position): never {
    throw new DocumentError(message, this.text, position < 0 ? this.text.length : position);
  }

  private take(mark: string): boolean {
    if (this.text.charAt(this.position) !== mark) return false;
    this.position++;
    return true;
  }

  /** Takes the word, unless a longer one starts with it. */
  private takeWord(word: string): boolean {
    const end = this.position + word.length;
    if (!this.text.startsWith(word, this.position) || /\w/.test(this.text.charAt(end)))
      return false;
    this.position = end;
    return true;
  }

  private token(): string {
    tokenPattern.lastIndex = this.position;
    const found = tokenPattern.exec(this.text)?.[0] ?? "";
    this.position += found.length;
    return found;
  }

  private skipBlanks(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.position);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.position++;
    }
  }
}

const QUOTE = 0x22;
const BRACKET = 0x5b;
const BRACE = 0x7b;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const tokenPattern = /[\p{L}\p{N}_$]+/uy;
const valueKinds = "JSON String, Number, Array, Object or token 'null', 'true' or 'false'";
