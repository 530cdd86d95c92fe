import { RE2JS, RE2JSException } from "re2js";

/** A pattern whose matching takes time linear in the text: it may come from a user. */
export class LinearPattern {
  private readonly test: (text: string) => boolean;

  private constructor(test: (text: string) => boolean) {
    this.test = test;
  }

  /**
   * A regular expression, which must match the whole text. One that needs more than RE2 has (a
   * backward reference, a look-around) matches nothing; AWS supports none in filters at all.
   */
  static ofExpression(source: string, flags: string): LinearPattern {
    try {
      const compiled = RE2JS.compile(source, flagBits(flags));
      return new LinearPattern((text) => compiled.matches(text));
    } catch (error) {
      if (error instanceof RE2JSException) return new LinearPattern(() => false);
      throw error;
    }
  }

  /** StringMatches: `*` is any text, `\*` a star, `\\` a backslash. #choice-state */
  static ofWildcards(pattern: string): LinearPattern {
    const pieces = wildcardPieces(pattern);
    return new LinearPattern((text) => matchesPieces(pieces, text));
  }

  matches(text: string): boolean {
    return this.test(text);
  }
}

function flagBits(flags: string): number {
  let bits = 0;
  if (flags.includes("i")) bits |= RE2JS.CASE_INSENSITIVE;
  if (flags.includes("s")) bits |= RE2JS.DOTALL;
  if (flags.includes("m")) bits |= RE2JS.MULTILINE;
  return bits;
}

/** The literal texts between the stars. */
function wildcardPieces(pattern: string): readonly string[] {
  const pieces: string[] = [];
  let piece = "";
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern.charAt(index);
    const next = pattern.charAt(index + 1);
    if (char === "\\" && (next === "*" || next === "\\")) {
      piece += next;
      index++;
    } else if (char === "*") {
      pieces.push(piece);
      piece = "";
    } else {
      piece += char;
    }
  }
  return [...pieces, piece];
}

/** The first piece begins the text, the last ends it, the others stand between, leftmost first. */
function matchesPieces(pieces: readonly string[], text: string): boolean {
  const [first = "", ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (text.length < first.length + last.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let position = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, position);
    if (found < 0 || found + piece.length > end) return false;
    position = found + piece.length;
  }
  return true;
}
