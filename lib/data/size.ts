import { ExactNumber, type JsonValue } from "../language/json.ts";
import { writeDocument } from "./document.ts";

/**
 * Bytes of UTF-8 of the compact JSON text. Sizes of objects and arrays are kept, so that a document
 * that shares most of another costs what is new in it.
 */
export function documentSizeBytes(value: JsonValue): number {
  return sizeOf(value, 0);
}

function sizeOf(value: JsonValue, depth: number): number {
  if (typeof value === "string") return stringSize(value);
  if (typeof value === "number") return String(value).length;
  if (typeof value === "boolean") return value ? 4 : 5;
  if (value === null) return 4;
  if (value instanceof ExactNumber) return value.text.length;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  const size =
    depth < DEPTH_MAX ? containerSize(value, depth) : Buffer.byteLength(writeDocument(value));
  if (size >= KEPT_FROM) sizes.set(value, size);
  return size;
}

function containerSize(value: JsonValue, depth: number): number {
  let size = 2;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) size += sizeOf(item, depth + 1);
    count = value.length;
  } else {
    const object = value as { readonly [key: string]: JsonValue };
    for (const key of Object.keys(object)) {
      size += stringSize(key) + 1 + sizeOf(object[key] as JsonValue, depth + 1);
      count++;
    }
  }
  return size + Math.max(0, count - 1);
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

const sizes = new WeakMap<object, number>();
const longSizes = new Map<string, number>();
/** Sizes below are counted again: that is cheaper than keeping them. */
const KEPT_FROM = 128;
const DEPTH_MAX = 500;
const LONG_FROM = 256;
const LONG_KEPT_MAX = 1_048_576;
const LONG_KEPT_COUNT = 32;
const plainText = /^[ !#-[\]-~]*$/;
