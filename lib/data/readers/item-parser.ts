import type { JsonValue } from "../../language/json.ts";
import { StatesError } from "../states-error.ts";

/**
 * Turns the bytes of a file into items, window by window. It keeps nothing: whoever reads can stop
 * after each window and go on elsewhere, with the state and the offset of the first unread byte.
 */
export interface ItemParser {
  /** The state at the start of the file; plain JSON. */
  readonly initial: JsonValue;
  /**
   * Takes up to `max` items from the window, which starts at the first unread byte. `final`: the
   * file ends with the window. An item that does not fit into the window is left for a bigger one.
   */
  parse(window: Uint8Array, state: JsonValue, final: boolean, max: number): ParsedItems;
}

export interface ParsedItems {
  readonly items: readonly ParsedItem[];
  /** Bytes of the window that need not be read again. */
  readonly consumed: number;
  readonly state: JsonValue;
  /** There are no more items in this file, whatever follows. */
  readonly ended: boolean;
}

export interface ParsedItem {
  readonly value: JsonValue;
  /** Where the items are the values of an object: `$$.Map.Item.Key`. */
  readonly key?: string | undefined;
}

/**
 * Step Functions reads items of up to 8 MB.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
export const itemBytesMax = 8_388_608;

/** What a Map Run fails with when its items cannot be read. */
export function itemReaderFailed(cause: string): StatesError {
  return new StatesError("States.ItemReaderFailed", cause);
}
