import { randomFillSync } from "node:crypto";

/** A whole number of 48 bits that nobody can guess; a thousand are drawn at a time. */
export function randomSeed(): number {
  if (left === 0) {
    randomFillSync(words);
    left = words.length;
  }
  return (nextWord() * 0x10000 + nextWord()) * 0x10000 + nextWord();
}

function nextWord(): number {
  return words[--left] as number;
}

/** Of 16 bits. */
const words = new Uint16Array(3 * 1_000);
/** How many have not been used yet. */
let left = 0;
