import { crc32 } from "node:zlib";

/** Of a row's text, and what it is found by. */
export function checksum(key: string | number, text: string): number {
  return crc32(text, typeof key === "number" ? key >>> 0 : crc32(key));
}

/**
 * Of a row's numbers; null where there is none. Each step of it (MurmurHash3's) can be undone, so
 * another number never gives the same.
 */
export function numbersChecksum(...numbers: readonly (number | null)[]): number {
  let sum = numbers.length;
  for (const number of numbers) {
    // A number has 53 bits, and null differs from all of them in the upper half.
    const upper = number === null ? nullBits : Math.floor(number / 0x100000000);
    sum = mixed(mixed(sum, number ?? 0), upper);
  }
  return sum >>> 0;
}

function mixed(sum: number, word: number): number {
  const left = sum ^ Math.imul(rotated(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  return Math.imul(rotated(left, 13), 5) + 0xe6546b64;
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

const nullBits = 0x7fffffff;
