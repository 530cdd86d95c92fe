import {
  defineKey,
  ExactNumber,
  isJsonArray,
  type JsonValue,
  type MutableJsonObject,
} from "../language/json.ts";

/**
 * A user's value as JSON, as JSON.stringify would write it: undefined members and functions are
 * left out, Dates are texts, NaN is null, `toJSON` is asked. A bigint is a number with all its
 * digits. Always a copy: what the user does with the value later changes nothing here.
 * Throws TypeError for what JSON cannot hold (a cycle, a million levels).
 */
export function jsonFromPlain(value: unknown): JsonValue {
  try {
    return convert(value) ?? null;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TypeError("the value cannot be JSON: it is nested too deeply, or contains itself");
  }
}

/** A JSON value as plain, fresh JavaScript: numbers are numbers, and nothing is shared. */
export function plainFromJson(value: JsonValue): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof ExactNumber) return value.value;
  if (isJsonArray(value)) return value.map(plainFromJson);
  const plain: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const member = plainFromJson(value[key] ?? null);
    if (key === "__proto__") define(plain, key, member);
    else plain[key] = member;
  }
  return plain;
}

function convert(value: unknown): JsonValue | undefined {
  const converter = converters[typeof value];
  return converter(value);
}

const converters: {
  readonly [T in TypeName]: (value: unknown) => JsonValue | undefined;
} = {
  string: (value) => value as string,
  boolean: (value) => value as boolean,
  // -0 is written as 0.
  number: (value) => (Number.isFinite(value) ? (value as number) + 0 : null),
  bigint: (value) => new ExactNumber(String(value)),
  object: convertObject,
  undefined: () => undefined,
  function: () => undefined,
  symbol: () => undefined,
};

type TypeName =
  | "string"
  | "number"
  | "bigint"
  | "boolean"
  | "symbol"
  | "undefined"
  | "object"
  | "function";

function convertObject(value: unknown): JsonValue | undefined {
  if (value === null || value instanceof ExactNumber) return value;
  if (Array.isArray(value)) return value.map((item) => convert(item) ?? null);
  if (typeof value !== "object") return undefined;
  if ("toJSON" in value && typeof value.toJSON === "function") return convert(value.toJSON());
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    return convert(value.valueOf());
  }
  const object: MutableJsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    const converted = convert(member);
    if (converted !== undefined) defineKey(object, key, converted);
  }
  return object;
}

function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}
