import type { JsonValue } from "./json.ts";
import { readJson } from "./source/json-reader.ts";

/** A definition's JSON text as a value; undefined: it has an error. For texts that were validated. */
export function readDefinition(text: string): JsonValue | undefined {
  return readJson(text.replace(/^\ufeff/, ""), {}).value;
}
