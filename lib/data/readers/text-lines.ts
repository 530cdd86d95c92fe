/** A line of a window: where its text starts and ends, and where the next one starts. */
export interface TextLine {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

const lineFeed = 10;
const carriageReturn = 13;

/**
 * The line that starts at the offset. Lines end with LF, CR LF or CR, as Java's readers have it;
 * undefined if the window ends before the line does, and at the end of the file.
 */
export function lineAt(window: Buffer, start: number, final: boolean): TextLine | undefined {
  const { length } = window;
  let end = start;
  while (end < length && window[end] !== lineFeed && window[end] !== carriageReturn) end++;
  if (end === length) return final && start < length ? { start, end, next: end } : undefined;
  if (window[end] === lineFeed) return { start, end, next: end + 1 };
  // Whether an LF belongs to the CR is known only when the next byte is.
  if (end + 1 === length) return final ? { start, end, next: length } : undefined;
  return { start, end, next: window[end + 1] === lineFeed ? end + 2 : end + 1 };
}

/** How many bytes of byte order mark the file starts with. */
export function byteOrderMarkLength(window: Buffer): number {
  return window[0] === 0xef && window[1] === 0xbb && window[2] === 0xbf ? 3 : 0;
}

/** The same bytes, with a Buffer's methods. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
