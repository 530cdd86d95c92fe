/** Documents nested deeper are refused, as by Jackson's StreamReadConstraints. */
export const documentDepthMax = 1000;

/**
 * Whether JSON.parse reads the text as we want it: no number whose spelling it would lose, and not
 * nested too deep. Of a text that is no JSON the answer may be either.
 */
export function isPlainDocument(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      index = endOfString(text, index);
      if (index < 0) return true;
    } else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      const end = endOfNumber(text, index);
      if (losesSpelling(text, index, end)) return false;
      index = end - 1;
    } else if (code === BRACKET || code === BRACE) {
      if (++depth > documentDepthMax) return false;
    } else if (code === BRACKET_END || code === BRACE_END) {
      depth--;
    }
  }
  return true;
}

/** The index of the quote that ends the string which starts at `start`, or -1. */
export function endOfString(text: string, start: number): number {
  const near = Math.min(text.length, start + NEAR);
  for (let index = start + 1; index < near; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) return index;
    if (code === BACKSLASH) return endAfterEscapes(text, index);
  }
  return endAfterEscapes(text, near - 1);
}

function endAfterEscapes(text: string, from: number): number {
  let end = text.indexOf('"', from);
  while (end > 0 && text.charCodeAt(end - 1) === BACKSLASH) {
    let first = end - 1;
    while (text.charCodeAt(first - 1) === BACKSLASH) first--;
    if ((end - first) % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return end;
}

/** Where the characters of numbers end. */
export function endOfNumber(text: string, start: number): number {
  let index = start + 1;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const digit = code >= ZERO && code <= NINE;
    if (!digit && code !== POINT && (code | LOWER) !== LOWER_E && code !== MINUS && code !== PLUS) {
      break;
    }
  }
  return index;
}

/** Whether a JavaScript number would be written in another way. Doubles keep 15 digits. */
export function losesSpelling(text: string, start: number, end: number): boolean {
  if (end - start > 15) return String(Number(text.slice(start, end))) !== text.slice(start, end);
  let fraction = false;
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index);
    if ((code | LOWER) === LOWER_E) return true;
    if (code === POINT) fraction = true;
  }
  const first = text.charCodeAt(start);
  // Fractions that end in 0, or are so small that JavaScript writes an exponent; minus zero.
  if (fraction)
    return (
      text.charCodeAt(end - 1) === ZERO ||
      text.startsWith("0.000000", start + (first === MINUS ? 1 : 0))
    );
  return first === MINUS && text.charCodeAt(start + 1) === ZERO;
}

const NEAR = 24;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACKET = 0x5b;
const BRACKET_END = 0x5d;
const BRACE = 0x7b;
const BRACE_END = 0x7d;
const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const LOWER = 0x20;
const LOWER_E = 0x65;
