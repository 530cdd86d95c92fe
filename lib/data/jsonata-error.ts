import { ExactNumber, type JsonValue } from "../language/json.ts";
import { boundErrorOf, JsonataBoundError } from "./jsonata-budget.ts";
import { queryEvaluationError, StatesError } from "./states-error.ts";

/** Which expression failed, and in which field: AWS names both. */
export interface JsonataPlace {
  readonly source: string;
  /** AWS's location: `Output/values[0]`, `Choices[1]/Condition`. */
  readonly field: string;
}

/**
 * What the engine throws, as AWS's error. After a coded error AWS writes `. CODE: message`, after
 * one without a code `: message`. The engine is the one that AWS runs, so its words are AWS's.
 */
export function thrownError(error: unknown, place: JsonataPlace): StatesError {
  if (error instanceof StatesError) return error;
  const thrown = error instanceof RangeError ? boundErrorOf(error) : error;
  const { code, message } = thrown as { code?: string; message?: string };
  const isCoded = typeof code === "string" && !(thrown instanceof JsonataBoundError);
  const tail = isCoded ? `. ${code}: ${message ?? ""}` : `: ${message ?? String(thrown)}`;
  return fail(place, `threw an error during evaluation${tail}`);
}

/** The expression found nothing. */
export function undefinedResult(place: JsonataPlace): StatesError {
  return fail(place, "returned nothing (undefined).");
}

/** The result is a function: nothing that JSON can hold. */
export function unsupportedResult(place: JsonataPlace): StatesError {
  return fail(place, "returned an unsupported result type.");
}

/** The field wants a value of another type. */
export function unexpectedResult(
  place: JsonataPlace,
  expected: readonly string[],
  value: JsonValue,
): StatesError {
  const wanted = expected.map((type) => `'${type}'`).join(" or ");
  const text = JSON.stringify(value);
  return fail(
    place,
    `returned an unexpected result type. Expected ${wanted}, but was '${jsonTypeOf(value)}' ` +
      `for value: ${text}`,
  );
}

/** JSON's name for the type of a value. */
export function jsonTypeOf(value: JsonValue): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "boolean";
  return typeof value === "number" || value instanceof ExactNumber ? "number" : "object";
}

export type JsonType = "array" | "object" | "number" | "string" | "boolean" | "null";

function fail({ source, field }: JsonataPlace, what: string): StatesError {
  const text = `The JSONata expression '${source}' specified for the field '${field}' ${what}`;
  return queryEvaluationError(text, field);
}
