import type { JsonValue } from "./json.ts";
import { readJson } from "./source/json-reader.ts";

/** A validated definition's JSON text as a value; undefined: it has an error. */
export function readDefinition(text: string): JsonValue | undefined {
  return readJson(text.replace(/^\ufeff/, ""), {}).value;
}
