import { DocumentError, readDocument } from "../data/document.ts";
import type { JsonValue } from "../language/json.ts";
import { jacksonProblem } from "../language/source/jackson-problem.ts";

/**
 * Reads a JSON text of a request. `refuse` says what to throw where it is none, from what AWS's
 * parser says of it; it says nothing of an empty text.
 */
export function readJsonText(
  text: string,
  refuse: (problem: string | undefined) => Error,
): JsonValue {
  try {
    return readDocument(text);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw refuse(text.trim() === "" ? undefined : (jacksonProblem(text)?.message ?? error.message));
  }
}
