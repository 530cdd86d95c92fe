import type { ItemParser, ParsedItem } from "../../../lib/data/readers/item-parser.ts";
import type { JsonValue } from "../../../lib/language/json.ts";

/**
 * All items of a file that is read in windows of this size (more where an item needs it), `max` at
 * a time, with the state written as JSON and read again in between.
 */
export function parseAll(
  parser: ItemParser,
  bytes: Uint8Array,
  windowBytes = bytes.length + 1,
  max = Number.POSITIVE_INFINITY,
): ParsedItem[] {
  const items: ParsedItem[] = [];
  let state = parser.initial;
  let offset = 0;
  let size = windowBytes;
  for (;;) {
    const window = bytes.subarray(offset, offset + size);
    const final = offset + size >= bytes.length;
    const parsed = parser.parse(window, state, final, max);
    items.push(...parsed.items);
    state = JSON.parse(JSON.stringify(parsed.state)) as JsonValue;
    offset += parsed.consumed;
    if (parsed.ended) return items;
    const isStuck = parsed.consumed === 0 && parsed.items.length === 0;
    if (isStuck && final) throw new Error("the parser is stuck");
    size = isStuck ? size * 2 : windowBytes;
  }
}
