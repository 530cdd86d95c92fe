/** A place in a text that is being parsed. Throws SyntaxFault only, which `parsed` catches. */
export class TextCursor {
  readonly text: string;
  position: number;

  constructor(text: string, position = 0) {
    this.text = text;
    this.position = position;
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** The character at the cursor, or "" at the end. */
  peek(offset = 0): string {
    return this.text.charAt(this.position + offset);
  }

  /** Takes the word if it is next. */
  take(word: string): boolean {
    if (!this.text.startsWith(word, this.position)) return false;
    this.position += word.length;
    return true;
  }

  expect(word: string): void {
    if (!this.take(word)) this.fail(`expected '${word}'${this.found()}`);
  }

  skipBlanks(): void {
    while (isBlank(this.text.charCodeAt(this.position))) this.position++;
  }

  /** Takes what the sticky expression matches here, or "". */
  match(sticky: RegExp): string {
    sticky.lastIndex = this.position;
    const found = sticky.exec(this.text)?.[0] ?? "";
    this.position += found.length;
    return found;
  }

  fail(message: string, position = this.position): never {
    throw new SyntaxFault(message, position);
  }

  /** ", found 'x'", for messages. */
  found(): string {
    return this.atEnd ? ", found the end" : `, found '${this.peek()}'`;
  }
}

/** A mistake in a path or an intrinsic, at a 0-based position of its text. */
class SyntaxFault extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** What a parser answers: never a throw. `position` is 0-based. */
export type Parsed<T> = ({ readonly ok: true } & T) | ParseFailure;

export interface ParseFailure {
  readonly ok: false;
  readonly message: string;
  readonly position: number;
}

/** Runs a parser and turns its SyntaxFault into an answer. */
export function parsed<T>(parse: () => T): Parsed<T> {
  try {
    return { ok: true, ...parse() };
  } catch (error) {
    if (error instanceof SyntaxFault) {
      return { ok: false, message: error.message, position: error.position };
    }
    throw error;
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}
