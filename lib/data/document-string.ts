import { DocumentError } from "./document-error.ts";

/** What the JSON string with its quotes at `start` and `end` stands for. Throws DocumentError. */
export function readDocumentString(text: string, start: number, end: number): string {
  const body = text.slice(start + 1, end);
  if (isPlain(body)) return body;
  for (const match of body.matchAll(unusualContent)) {
    const wrong = match[1];
    if (wrong !== undefined) throw faultOf(wrong, text, start + 1 + match.index);
  }
  return JSON.parse(text.slice(start, end + 1)) as string;
}

/** A character as Jackson's messages show it. */
export function shownCharacter(char: string): string {
  return `'${char}' (code ${char.codePointAt(0)})`;
}

/** Whether it is what it stands for: neither escapes nor control characters. */
function isPlain(body: string): boolean {
  for (let index = 0; index < body.length; index++) {
    const code = body.charCodeAt(index);
    if (code < 0x20 || code === BACKSLASH) return false;
  }
  return true;
}

function faultOf(found: string, text: string, position: number): DocumentError {
  if (found.startsWith("\\")) {
    const escaped = shownCharacter(found.charAt(1));
    return new DocumentError(`Unrecognized character escape ${escaped}`, text, position);
  }
  return new DocumentError(
    `Illegal unquoted character ((CTRL-CHAR, code ${found.charCodeAt(0)})): ` +
      "has to be escaped using backslash to be included in string value",
    text,
    position,
  );
}

const BACKSLASH = 0x5c;
/** An escape; in the group: a control character, or an escape that JSON does not have. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const unusualContent = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|([\u0000-\u001f]|\\.)/gs;
