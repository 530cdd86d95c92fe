/**
 * A number whose JSON spelling a JavaScript number would lose: `1.0`, `-0`, `1e400`, a 64-bit
 * integer, a long decimal. It exists only where a value passes through: Choice Rules, intrinsics
 * and JSONata see `value`. Made by the functions that read JSON text, never by arithmetic.
 */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The nearest JavaScript number. */
  get value(): number {
    return Number(this.text);
  }

  /** Makes JSON.stringify write the number as it was spelled. */
  toJSON(): unknown {
    return rawJson(this.text);
  }
}

/** Any JSON value as we hold it in memory: immutable, shared by reference. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | ExactNumber
  | readonly JsonValue[]
  | JsonObject;

/** A JSON object. `__proto__` is an ordinary key: make such objects with `defineKey`. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** An object under construction. */
export type MutableJsonObject = { [key: string]: JsonValue };

export function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ExactNumber)
  );
}

export function isJsonArray(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Sets a key as data, also when it is spelled `__proto__`. */
export function defineKey(object: MutableJsonObject, key: string, value: JsonValue): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  } else {
    object[key] = value;
  }
}

/** The value's own property, or undefined: never one of Object.prototype's. */
export function ownValue(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;
