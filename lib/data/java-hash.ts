import { ExactNumber, isJsonArray, isJsonObject, type JsonValue } from "../language/json.ts";

/**
 * The values in the order in which a Java `HashSet` made from the list would give them, each once.
 * That is the order of States.ArrayUnique on AWS.
 */
export function inHashSetOrder<T extends JsonValue>(
  values: readonly T[],
  same: (left: T, right: T) => boolean,
): readonly T[] {
  const size = tableSize(values.length);
  const buckets = new Map<number, { readonly hash: number; readonly value: T }[]>();
  for (const value of values) {
    const hash = spread(javaHash(value));
    const index = hash & (size - 1);
    const bucket = buckets.get(index) ?? [];
    if (bucket.some((entry) => entry.hash === hash && same(entry.value, value))) continue;
    bucket.push({ hash, value });
    buckets.set(index, bucket);
  }
  return [...buckets.keys()]
    .sort((left, right) => left - right)
    .flatMap((index) => (buckets.get(index) ?? []).map((entry) => entry.value));
}

/** `Object.hashCode` of a JSON value held in maps, lists, strings, boxed numbers and booleans. */
function javaHash(value: JsonValue, depth = 0): number {
  if (value === null || depth > DEPTH_MAX) return 0;
  if (typeof value === "string") return hashText(value);
  if (typeof value === "boolean") return value ? 1231 : 1237;
  if (typeof value === "number" || value instanceof ExactNumber) return hashNumber(value);
  if (isJsonArray(value)) {
    return value.reduce(
      (hash: number, item) => (Math.imul(31, hash) + javaHash(item, depth + 1)) | 0,
      1,
    );
  }
  return isJsonObject(value)
    ? Object.entries(value).reduce(
        (hash, [key, item]) => (hash + (hashText(key) ^ javaHash(item, depth + 1))) | 0,
        0,
      )
    : 0;
}

function hashText(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) {
    hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0;
  }
  return hash;
}

/** An Integer or a Long is its value with its halves folded, another number a Double. */
function hashNumber(number: number | ExactNumber): number {
  const text = number instanceof ExactNumber ? number.text : String(number);
  if (integer.test(text)) {
    const value = BigInt.asIntN(64, BigInt(text));
    const high = value >= 0n ? value >> 32n : ~(~value >> 32n);
    const isInt = BigInt.asIntN(32, value) === value;
    return isInt ? Number(value) : Number(BigInt.asIntN(32, value ^ high));
  }
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Number(text));
  return bits.getInt32(0) ^ bits.getInt32(4);
}

function spread(hash: number): number {
  return hash ^ (hash >>> 16);
}

/** The least power of two that holds the values at a load of three quarters; at least 16. */
function tableSize(count: number): number {
  const wanted = Math.max(Math.floor(count / 0.75) + 1, 16);
  return 2 ** Math.ceil(Math.log2(wanted));
}

/** Values nested deeper hash alike. */
const DEPTH_MAX = 1000;
const integer = /^-?\d+$/;
