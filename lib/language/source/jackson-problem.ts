/** A fault in JSON text as Jackson, AWS's JSON parser, words and places it. */
export interface JacksonProblem {
  /** Without the place: `Unrecognized token 'not': was expecting …`. */
  readonly message: string;
  /** `[Source: (String)"not JSON"; line: 1, column: 4]`. */
  readonly location: string;
}

/**
 * The first fault of a text that is to be JSON; undefined if the text holds a JSON value, or
 * nothing but white space.
 */
export function jacksonProblem(text: string): JacksonProblem | undefined {
  const reader = new JacksonReader(text);
  try {
    reader.read();
    return undefined;
  } catch (fault) {
    if (!(fault instanceof JacksonFault)) throw fault;
    return { message: fault.message, location: reader.locationOf(fault.offset) };
  }
}

class JacksonFault extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

interface Container {
  readonly kind: "Object" | "Array";
  readonly start: number;
  hasMembers: boolean;
}

const values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const identifierStart = /[\p{L}\p{Nl}\p{Pc}\p{Sc}]/u;
const identifierPart = /[\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Sc}\p{Cf}]/u;
const tokenLengthMax = 256;
/** How much of the text Jackson quotes in a location. */
const snippetLength = 500;

/** Reads in Jackson's order, without recursion. A fault lies where Jackson has read to. */
class JacksonReader {
  private readonly text: string;
  private index = 0;
  private readonly open: Container[] = [];

  constructor(text: string) {
    this.text = text;
  }

  locationOf(offset: number): string {
    const before = this.text.slice(0, offset);
    const row = before.split(/\r\n|\r|\n/);
    const column = (row.at(-1)?.length ?? 0) + 1;
    const rest = this.text.length - snippetLength;
    const snippet = `"${this.text.slice(0, snippetLength)}"`;
    const truncated = rest > 0 ? `[truncated ${rest} chars]` : "";
    return `[Source: (String)${snippet}${truncated}; line: ${row.length}, column: ${column}]`;
  }

  read(): void {
    this.skipBlanks();
    if (this.index === this.text.length) return;
    this.readValue();
    for (let inner = this.open.at(-1); inner !== undefined; inner = this.open.at(-1)) {
      this.readMember(inner);
    }
    this.skipBlanks();
    if (this.index < this.text.length) this.readRest();
  }

  /** What follows the value is a fault, whatever it is. */
  private readRest(): void {
    const char = this.text.charAt(this.index);
    if (char !== "}" && char !== "]") {
      this.readValue();
      return;
    }
    this.index += 1;
    const expected = char === "}" ? "]" : "}";
    const root = this.locationOf(0).replace("column: 1]", "column: 0]");
    this.fail(
      `Unexpected close marker '${char}': expected '${expected}' (for root starting at ${root})`,
    );
  }

  /** The next entry of a container, or its end. */
  private readMember(inner: Container): void {
    this.skipBlanks();
    const marker = inner.kind === "Object" ? "Object" : "Array";
    if (this.index === this.text.length) {
      const start = this.locationOf(inner.start);
      this.failAtEnd(`: expected close marker for ${marker} (start marker at ${start})`);
    }
    const char = this.take();
    if (char === "}" || char === "]") {
      this.close(inner, char);
      return;
    }
    let first = char;
    if (inner.hasMembers) {
      if (char !== ",") this.failAt(char, `was expecting comma to separate ${marker} entries`);
      first = this.takeWithin(inner);
    }
    inner.hasMembers = true;
    if (inner.kind === "Object") {
      if (first !== '"') this.failAt(first, "was expecting double-quote to start field name");
      this.readString("name", " in field name");
      if (this.takeWithin(inner) !== ":") {
        this.failAt(this.previous(), "was expecting a colon to separate field name and value");
      }
      this.takeWithin(inner);
    }
    this.index -= 1;
    this.readValue();
  }

  private close(inner: Container, char: string): void {
    const expected = inner.kind === "Object" ? "}" : "]";
    if (char !== expected) {
      const start = this.locationOf(inner.start);
      this.fail(
        `Unexpected close marker '${char}': expected '${expected}' ` +
          `(for ${inner.kind} starting at ${start})`,
      );
    }
    this.open.pop();
  }

  private readValue(): void {
    const start = this.index;
    const char = this.take();
    if (char === '"')
      this.readString("string value", ": was expecting closing quote for a string value");
    else if (char === "{") this.open.push({ kind: "Object", start, hasMembers: false });
    else if (char === "[") this.open.push({ kind: "Array", start, hasMembers: false });
    else if (char === "-" || isDigit(char)) this.readNumber(char);
    else if (char === "}") this.failAt(char, "expected a value");
    else this.readWord(char);
  }

  private readWord(first: string): void {
    if (!identifierStart.test(first)) this.failAt(first, `expected a valid value ${values}`);
    let word = first;
    while (word.length < tokenLengthMax && identifierPart.test(this.text.charAt(this.index))) {
      word += this.take();
    }
    if (word === "null" || word === "true" || word === "false") return;
    if (word === "NaN" || word === "Infinity") {
      const feature = "JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS";
      this.fail(`Non-standard token '${word}': enable ${feature} to allow`);
    }
    const shown = word.length < tokenLengthMax ? word : `${word}...`;
    this.fail(`Unrecognized token '${shown}': was expecting ${values}`);
  }

  private readNumber(first: string): void {
    let digit = first;
    if (first === "-") {
      digit = this.takeForNumber();
      if (!isDigit(digit)) {
        this.failInNumber(
          digit,
          "expected digit (0-9) to follow minus sign, for valid numeric value",
        );
      }
    }
    if (digit === "0" && isDigit(this.text.charAt(this.index))) {
      this.index += 1;
      this.fail("Invalid numeric value: Leading zeroes not allowed");
    }
    this.skipDigits();
    if (this.text.charAt(this.index) === ".") {
      this.index += 1;
      this.readDigits("Decimal point not followed by a digit");
    }
    if (/[eE]/.test(this.text.charAt(this.index))) {
      this.index += 1;
      if (/[+-]/.test(this.text.charAt(this.index))) this.index += 1;
      this.readDigits("Exponent indicator not followed by a digit");
    }
  }

  private readDigits(fault: string): void {
    const next = this.takeForNumber();
    if (!isDigit(next)) this.failInNumber(next, fault);
    this.skipDigits();
  }

  private skipDigits(): void {
    while (isDigit(this.text.charAt(this.index))) this.index += 1;
  }

  private readString(what: string, atEnd: string): void {
    for (;;) {
      if (this.index === this.text.length) this.failAtEnd(atEnd);
      const char = this.take();
      if (char === '"') return;
      if (char === "\\") this.readEscape(atEnd);
      else if (char < " ") {
        const place = `to be included in ${what}`;
        this.fail(
          `Illegal unquoted character (${described(char)}): ` +
            `has to be escaped using backslash ${place}`,
        );
      }
    }
  }

  private readEscape(atEnd: string): void {
    if (this.index === this.text.length) this.failAtEnd(atEnd);
    const char = this.take();
    if (char === "u") {
      for (let count = 0; count < 4; count++) {
        if (this.index === this.text.length) this.failAtEnd(" in character escape sequence");
        const hex = this.take();
        if (!/[0-9a-fA-F]/.test(hex)) {
          this.failAt(hex, "expected a hex-digit for character escape sequence");
        }
      }
    } else if (!'"\\/bfnrt'.includes(char)) {
      this.fail(`Unrecognized character escape ${described(char)}`);
    }
  }

  /** The next character that is not blank, of a container that must go on. */
  private takeWithin({ kind }: Container): string {
    this.skipBlanks();
    if (this.index === this.text.length) this.failAtEnd(` within/between ${kind} entries`);
    return this.take();
  }

  private takeForNumber(): string {
    if (this.index === this.text.length) this.failAtEnd(" in numeric value");
    return this.take();
  }

  private take(): string {
    const char = this.text.charAt(this.index);
    this.index += 1;
    return char;
  }

  private previous(): string {
    return this.text.charAt(this.index - 1);
  }

  private skipBlanks(): void {
    while (" \t\n\r".includes(this.text.charAt(this.index)) && this.index < this.text.length) {
      this.index += 1;
    }
  }

  private failAt(char: string, expected: string): never {
    this.fail(`Unexpected character (${described(char)}): ${expected}`);
  }

  private failInNumber(char: string, fault: string): never {
    this.fail(`Unexpected character (${described(char)}) in numeric value: ${fault}`);
  }

  private failAtEnd(rest: string): never {
    this.fail(`Unexpected end-of-input${rest}`);
  }

  private fail(message: string): never {
    throw new JacksonFault(message, this.index);
  }
}

function isDigit(char: string): boolean {
  return char >= "0" && char <= "9";
}

/** A character as Jackson names it. */
function described(char: string): string {
  const code = char.charCodeAt(0);
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return `(CTRL-CHAR, code ${code})`;
  return code > 255
    ? `'${char}' (code ${code} / 0x${code.toString(16)})`
    : `'${char}' (code ${code})`;
}
