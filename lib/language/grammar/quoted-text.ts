import type { TextCursor } from "./text-cursor.ts";

/** Reads a text in single or double quotes, with the escapes of JSON and of the quotes. */
export function readQuoted(cursor: TextCursor): string {
  const start = cursor.position;
  const quote = cursor.peek();
  if (quote !== "'" && quote !== '"') cursor.fail(`expected a quoted text${cursor.found()}`);
  cursor.position++;
  const body = cursor.match(quote === "'" ? singleQuoted : doubleQuoted);
  if (!cursor.take(quote)) cursor.fail(`the text has no closing ${quote}`, start);
  return body.includes("\\") ? withoutEscapes(body) : body;
}

function withoutEscapes(body: string): string {
  return body.replace(escapePattern, (_all, hex?: string, char?: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return controls[char ?? ""] ?? char ?? "";
  });
}

const controls: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};
const escapePattern = /\\u([0-9a-fA-F]{4})|\\(.)/gs;
const singleQuoted = /[^'\\]*(?:\\.[^'\\]*)*/sy;
const doubleQuoted = /[^"\\]*(?:\\.[^"\\]*)*/sy;
