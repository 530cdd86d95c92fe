import type { MapItem } from "../../core/map-run/map-run-snapshot.ts";
import { csvParser } from "../../data/readers/csv.ts";
import type { ItemParser } from "../../data/readers/item-parser.ts";
import { itemSource } from "../../data/readers/item-source.ts";
import { jsonItemsParser } from "../../data/readers/json-items.ts";
import { jsonLinesParser } from "../../data/readers/json-lines.ts";
import {
  type EvaluatedReader,
  type FileFormat,
  readerItemsMax,
  readerPlan,
} from "../../data/readers/reader-plan.ts";

/**
 * The items that an ItemReader makes of `mapItemReaderData`, which stands for the file that it
 * reads; of a listing or a manifest's files the items themselves are given, as a JSON array.
 */
export function readItems(reader: EvaluatedReader, data: string): readonly MapItem[] {
  const plan = readerPlan(reader);
  const parser = plan.source === "file" ? parsers[plan.format.type](plan.format as never) : json;
  const bytes = Buffer.from(data, "utf8");
  const { items } = parser.parse(bytes, parser.initial, true, readerItemsMax(reader));
  const source = itemSource(plan.bucket, "key" in plan ? plan.key : undefined);
  return items.map((item) => ({ ...item, source }));
}

const json = jsonItemsParser([]);

const parsers: {
  readonly [T in FileFormat["type"]]: (
    format: Extract<FileFormat, { readonly type: T }>,
  ) => ItemParser;
} = {
  CSV: csvParser,
  JSON: ({ pointer }) => jsonItemsParser(pointer),
  JSONL: () => jsonLinesParser,
  // A text cannot hold a Parquet file: its rows are given as a JSON array.
  PARQUET: () => json,
};
