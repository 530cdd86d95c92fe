import type { Parsed } from "../language/grammar/text-cursor.ts";

/** The tree of a text that validation has accepted. A machine is compiled after validation only. */
export function assertParsed<T>(text: string, result: Parsed<T>): T {
  if (result.ok) return result;
  throw new Error(`not validated: '${text}' at ${result.position}: ${result.message}`);
}
