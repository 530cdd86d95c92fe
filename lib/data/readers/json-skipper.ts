import { documentDepthMax } from "../document-scan.ts";
import { itemReaderFailed } from "./item-parser.ts";

/** Where a value that is being skipped stands; plain JSON. */
export type SkipState = {
  readonly depth: number;
  readonly inString: boolean;
};

export const skipStart: SkipState = { depth: 0, inString: false };

const quote = 0x22;
const backslash = 0x5c;

/**
 * Finds the ends of JSON values in bytes without making values of them. It does not check what it
 * skips: whoever makes values of the bytes does.
 */
export class JsonSkipper {
  readonly bytes: Buffer;
  /** Where it stands. */
  at: number;

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  /** The byte at which it stands, after white space; undefined at the end of the window. */
  peek(): number | undefined {
    const { bytes } = this;
    while (this.at < bytes.length && isSpace(bytes[this.at])) this.at++;
    return bytes[this.at];
  }

  /**
   * Skips a value. Undefined: it is skipped. Else the window ends before the value does (at its end
   * too, for a number), and this is where to go on.
   */
  skip(from: SkipState, final: boolean): SkipState | undefined {
    const { bytes } = this;
    let { depth, inString } = from;
    if (inString && !this.skipString()) return { depth, inString };
    if (inString && depth === 0) return undefined;
    inString = false;
    while (this.at < bytes.length) {
      const byte = bytes[this.at];
      if (byte === quote) {
        this.at++;
        if (!this.skipString()) return { depth, inString: true };
      } else if (isOpening(byte)) {
        depth = deeper(depth);
        this.at++;
      } else if (isClosing(byte)) {
        // A scalar ends where its container does.
        if (depth === 0) return undefined;
        depth--;
        this.at++;
      } else if (depth === 0) {
        const ended = this.skipScalar();
        return ended || final ? undefined : { depth, inString: false };
      } else {
        this.at++;
        continue;
      }
      if (depth === 0) return undefined;
    }
    return { depth, inString: false };
  }

  /** Stands after the opening quote; afterwards after the closing one. False: it is not there. */
  skipString(): boolean {
    const { bytes } = this;
    for (;;) {
      const end = bytes.indexOf(quote, this.at);
      if (end === -1) {
        this.at = this.beforeBackslashes(bytes.length);
        return false;
      }
      const isEscaped = (end - this.beforeBackslashes(end)) % 2 === 1;
      this.at = end + 1;
      if (!isEscaped) return true;
    }
  }

  /** Where the backslashes begin that stand right before the offset. */
  private beforeBackslashes(end: number): number {
    let start = end;
    while (start > this.at && this.bytes[start - 1] === backslash) start--;
    return start;
  }

  /** A number, true, false or null. True: something follows it. */
  private skipScalar(): boolean {
    const { bytes } = this;
    while (this.at < bytes.length) {
      if (isScalarEnd(bytes[this.at])) return true;
      this.at++;
    }
    return false;
  }
}

function deeper(depth: number): number {
  if (depth < documentDepthMax) return depth + 1;
  throw itemReaderFailed(`the JSON file nests values more than ${documentDepthMax} deep`);
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isOpening(byte: number | undefined): boolean {
  return byte === 0x7b || byte === 0x5b;
}

function isClosing(byte: number | undefined): boolean {
  return byte === 0x7d || byte === 0x5d;
}

function isScalarEnd(byte: number | undefined): boolean {
  return isSpace(byte) || isClosing(byte) || byte === 0x2c || byte === 0x3a;
}
