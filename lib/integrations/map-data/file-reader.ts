import type { ParsedItem } from "../../data/readers/item-parser.ts";
import type { JsonValue } from "../../language/json.ts";

export interface FilePage {
  readonly items: readonly ParsedItem[];
  /** Null: there are no more. */
  readonly cursor: JsonValue;
}

/** Reads the items of one file, page by page. */
export interface FileReader {
  /** Reads on from the cursor; null: from the start. Answers an item unless there are no more. */
  read(cursor: JsonValue, max: number): Promise<FilePage>;
  close(): void;
}
