import { crc32 } from "node:zlib";

/** Of a row's text, and what it is found by. */
export function checksum(key: string | number, text: string): number {
  return crc32(text, typeof key === "number" ? key >>> 0 : crc32(key));
}

/** Of a row's numbers; null where there is none. */
export function numbersChecksum(...numbers: readonly (number | null)[]): number {
  return crc32(numbers.join(" "));
}
