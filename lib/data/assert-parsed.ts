import type { Parsed } from "../language/grammar/text-cursor.ts";

/** A path or intrinsic function that cannot be parsed: validation says so, with the place. */
export class Unparsable extends Error {
  constructor(text: string, { message, position }: { message: string; position: number }) {
    super(`'${text}' cannot be parsed at character ${position}: ${message}`);
  }
}

/** The tree of a text; throws Unparsable where it has none. */
export function assertParsed<T>(text: string, result: Parsed<T>): T {
  if (result.ok) return result;
  throw new Unparsable(text, result);
}
