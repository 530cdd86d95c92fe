import { ExactNumber } from "./json.ts";

/**
 * The number that a JSON number text stands for: a JavaScript number where writing it back gives
 * the same text, else an ExactNumber that keeps the spelling (`1.0`, `-0`, `1e5`, 2^63, long
 * decimals). The text must be a JSON number.
 */
export function jsonNumber(text: string): number | ExactNumber {
  const value = Number(text);
  return String(value) === text ? value : new ExactNumber(text);
}

/** Whether a text is a number as JSON spells it: no `+1`, `.5`, `0x1F`, `01`, `1_000`. */
export function isJsonNumber(text: string): boolean {
  return jsonNumberPattern.test(text);
}

const jsonNumberPattern = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/;
