import { csvParser } from "../../data/readers/csv.ts";
import type { ItemParser } from "../../data/readers/item-parser.ts";
import { jsonItemsParser } from "../../data/readers/json-items.ts";
import { jsonLinesParser } from "../../data/readers/json-lines.ts";
import type { FileFormat } from "../../data/readers/reader-plan.ts";
import type { BlobPlace, Blobs } from "../../engine/blobs-port.ts";
import type { FileReader } from "./file-reader.ts";
import { ParquetReader } from "./parquet-reader.ts";
import { TextReader } from "./text-reader.ts";

/** The reader of a file of this format. */
export function openFile(blobs: Blobs, place: BlobPlace, format: FileFormat): FileReader {
  return format.type === "PARQUET"
    ? new ParquetReader(blobs, place)
    : new TextReader(blobs, place, textParser(format));
}

type TextFormat = Exclude<FileFormat, { readonly type: "PARQUET" }>;

const parsers: {
  readonly [T in TextFormat["type"]]: (format: Extract<TextFormat, { type: T }>) => ItemParser;
} = {
  CSV: csvParser,
  JSON: ({ pointer }) => jsonItemsParser(pointer),
  JSONL: () => jsonLinesParser,
};

function textParser<T extends TextFormat["type"]>(
  format: Extract<TextFormat, { type: T }>,
): ItemParser {
  return parsers[format.type as T](format);
}
