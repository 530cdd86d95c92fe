import type { JsonValue } from "../../language/json.ts";
import { readDocument } from "../document.ts";
import { type ItemParser, itemReaderFailed, type ParsedItem } from "./item-parser.ts";
import { asBuffer, byteOrderMarkLength, lineAt } from "./text-lines.ts";

/** JSON Lines: one item per line that is not blank. The state is the number of lines read. */
export const jsonLinesParser: ItemParser = {
  initial: 0,
  parse(bytes, state, final, max) {
    const window = asBuffer(bytes);
    let lines = Number(state);
    let consumed = lines === 0 ? byteOrderMarkLength(window) : 0;
    const items: ParsedItem[] = [];
    while (items.length < max) {
      const line = lineAt(window, consumed, final);
      if (line === undefined) break;
      consumed = line.next;
      lines++;
      const text = window.toString("utf8", line.start, line.end);
      if (text.trim() !== "") items.push({ value: parseLine(text, lines) });
    }
    if (lines === 0) consumed = 0;
    return { items, consumed, state: lines, ended: final && consumed === window.length };
  },
};

function parseLine(text: string, line: number): JsonValue {
  try {
    return readDocument(text);
  } catch (error) {
    throw itemReaderFailed(`line ${line} of the JSON Lines file is not JSON: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
