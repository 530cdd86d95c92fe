import { DocumentError, readDocument } from "../../data/document.ts";
import type { JsonValue } from "../../language/json.ts";

/** Reads a JSON text of the request; `refuse` says what to throw where it is none. */
export function readJson(text: string, refuse: (error: DocumentError) => Error): JsonValue {
  try {
    return readDocument(text);
  } catch (error) {
    throw error instanceof DocumentError ? refuse(error) : error;
  }
}
