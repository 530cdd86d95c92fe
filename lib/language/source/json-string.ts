/**
 * The content of a JSON string that begins at an offset and has escapes, and the offset behind
 * it; or what is wrong with it, and where.
 */
export function escapedString(
  text: string,
  start: number,
): { readonly content: string; readonly end: number } | StringFault {
  const quote = closingQuote(text, start);
  if (quote === -1) return { message: "the string that begins here has no end", end: start };
  const raw = text.slice(start, quote + 1);
  try {
    return { content: JSON.parse(raw) as string, end: quote + 1 };
  } catch {
    return faultIn(raw, start);
  }
}

interface StringFault {
  readonly message: string;
  /** Where the fault is. */
  readonly end: number;
}

function closingQuote(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return -1;
    let before = quote;
    while (before > at && text[before - 1] === "\\") before -= 1;
    if ((quote - before) % 2 === 0) return quote;
    at = quote + 1;
  }
}

const escapeOrControl = /\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt])|\\.?|[^ -\uffff]/gs;
const validEscape = /^\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt])$/;

function faultIn(raw: string, start: number): StringFault {
  for (const { 0: found, index } of raw.matchAll(escapeOrControl)) {
    if (!validEscape.test(found)) return { message: describe(found), end: start + index };
  }
  return { message: "the string that begins here is not JSON", end: start };
}

function describe(found: string): string {
  if (found.startsWith("\\")) {
    return `a string has the unknown escape ${found}; write \\\\ for a backslash`;
  }
  const code = `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return `a string holds a line break, tab or control character; write it as an escape (${code})`;
}
