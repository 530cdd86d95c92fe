import { crc32 } from "node:zlib";

/** Of a row: what it is found by, and what it holds. */
export function checksum(key: string | number, ...texts: readonly string[]): number {
  let sum = typeof key === "number" ? key >>> 0 : crc32(key);
  for (const text of texts) sum = crc32(text, sum);
  return sum;
}
