import { ExactNumber, type JsonObject, type JsonValue } from "../language/json.ts";
import { writeDocument } from "./document.ts";

/**
 * Bytes of UTF-8 of the compact JSON text. Sizes of large objects and arrays are kept, so that a
 * document that shares most of another costs what is new in it.
 */
export function documentSizeBytes(value: JsonValue): number {
  visits = 0;
  return sizeOf(value, 0);
}

/**
 * Is the compact JSON text longer than so many bytes? Most documents are small and far from that.
 * The sizes of others are known, mostly, so that looking through them again would take longer.
 */
export function isLargerThan(value: JsonValue, bytesMax: number): boolean {
  const enough = Math.min(bytesMax, ROUGH_MAX);
  return spend(value, enough, 0, CHARACTER_MAX) < 0 && documentSizeBytes(value) > bytesMax;
}

/**
 * About as many bytes as the compact JSON text has: exact where it is large. Of a small one the
 * characters are not looked at.
 */
export function roughSizeBytes(value: JsonValue): number {
  const left = spend(value, ROUGH_MAX, 0, 1);
  return left < 0 ? documentSizeBytes(value) : ROUGH_MAX - left;
}

/** What is left of so many bytes, or less than nothing, if each character has so many. */
function spend(value: JsonValue, bytes: number, depth: number, each: number): number {
  if (typeof value === "string") return bytes - each * value.length - 2;
  if (typeof value !== "object" || value === null) return bytes - NUMBER_MAX;
  if (value instanceof ExactNumber) return bytes - value.text.length;
  if (depth > DEPTH_MAX) return -1;
  let left = bytes - 2;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && left >= 0; index++) {
      left = spend(value[index] as JsonValue, left - 1, depth + 1, each);
    }
    return left;
  }
  for (const key of Object.keys(value)) {
    if (left < 0) return left;
    const member = (value as JsonObject)[key] as JsonValue;
    left = spend(member, left - each * key.length - 4, depth + 1, each);
  }
  return left;
}

function sizeOf(value: JsonValue, depth: number): number {
  if (typeof value === "string") return stringSize(value);
  if (typeof value === "number") return String(value).length;
  if (typeof value === "boolean") return value ? 4 : 5;
  if (value === null) return 4;
  return value instanceof ExactNumber ? value.text.length : containerSize(value, depth);
}

function containerSize(value: readonly JsonValue[] | JsonObject, depth: number): number {
  const known = sizes.get(value);
  if (known !== undefined) return known;
  if (depth > DEPTH_MAX) return Buffer.byteLength(writeDocument(value));
  const before = visits;
  const size = Array.isArray(value)
    ? arraySize(value, depth)
    : objectSize(value as JsonObject, depth);
  if (visits - before >= KEPT_FROM) {
    sizes.set(value, size);
    visits = before + 1;
  }
  return size;
}

function arraySize(items: readonly JsonValue[], depth: number): number {
  visits += items.length;
  let size = 2 + Math.max(0, items.length - 1);
  for (const item of items) size += sizeOf(item, depth + 1);
  return size;
}

function objectSize(object: JsonObject, depth: number): number {
  const keys = Object.keys(object);
  visits += keys.length;
  // Each key has its colon, each but the last a comma.
  let size = 2 + keys.length + Math.max(0, keys.length - 1);
  for (const key of keys) size += stringSize(key) + sizeOf(object[key] as JsonValue, depth + 1);
  return size;
}

function stringSize(text: string): number {
  if (text.length > LONG_FROM) return longStringSize(text);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) return escapedSize(text);
  }
  return text.length + 2;
}

/** Long strings travel through many states; the last few sizes are kept. */
function longStringSize(text: string): number {
  const known = longSizes.get(text);
  if (known !== undefined) return known;
  const size = plainText.test(text) ? text.length + 2 : escapedSize(text);
  if (text.length > LONG_KEPT_MAX) return size;
  if (longSizes.size >= LONG_KEPT_COUNT) longSizes.clear();
  longSizes.set(text, size);
  return size;
}

function escapedSize(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}

/** Items and keys looked at since the last size that was kept. */
let visits = 0;
const sizes = new WeakMap<object, number>();
const longSizes = new Map<string, number>();
/** It is cheaper to look at a few items again than to keep a size. */
const KEPT_FROM = 16;
const DEPTH_MAX = 500;
const ROUGH_MAX = 4_096;
/** As `\u0000`. */
const CHARACTER_MAX = 6;
/** `-1.2345678901234567e-300` */
const NUMBER_MAX = 24;
const LONG_FROM = 256;
const LONG_KEPT_MAX = 1_048_576;
const LONG_KEPT_COUNT = 32;
const plainText = /^[ !#-[\]-~]*$/;
