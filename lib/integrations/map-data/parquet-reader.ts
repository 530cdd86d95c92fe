import { isUtf8 } from "node:buffer";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import type { AsyncBuffer, Compressors, FileMetaData } from "hyparquet";
import { itemReaderFailed } from "../../data/readers/item-parser.ts";
import type { BlobPlace, Blobs } from "../../engine/blobs-port.ts";
import type { JsonValue } from "../../language/json.ts";
import { jsonFromPlain } from "../plain-json.ts";
import type { FilePage, FileReader } from "./file-reader.ts";

/**
 * A Parquet file: its rows are objects by column. Binary values are texts, or base64 where they
 * are no UTF-8; timestamps are ISO 8601 texts, 64-bit integers keep their digits.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
export class ParquetReader implements FileReader {
  private readonly blobs: Blobs;
  private readonly place: BlobPlace;
  private opened: { readonly file: AsyncBuffer; readonly metadata: FileMetaData } | undefined;

  constructor(blobs: Blobs, place: BlobPlace) {
    this.blobs = blobs;
    this.place = place;
  }

  async read(cursor: JsonValue, max: number): Promise<FilePage> {
    const { parquetReadObjects } = await import("hyparquet");
    const { file, metadata } = await this.open();
    const rowStart = Number(cursor ?? 0);
    const rows = Number(metadata.num_rows);
    const rowEnd = Math.min(rows, rowStart + max);
    if (rowStart >= rows) return { items: [], cursor: null };
    const read = { file, metadata, rowStart, rowEnd, compressors, utf8: false };
    const objects = await parquetReadObjects(read).catch((error: unknown) => this.fail(error));
    return {
      items: objects.map((row) => ({ value: jsonFromPlain(withTexts(row)) })),
      cursor: rowEnd < rows ? rowEnd : null,
    };
  }

  close(): void {
    this.opened = undefined;
  }

  private async open(): Promise<{ readonly file: AsyncBuffer; readonly metadata: FileMetaData }> {
    if (this.opened !== undefined) return this.opened;
    const { parquetMetadataAsync } = await import("hyparquet");
    const { etag, sizeBytes } = await this.blobs.head(this.place);
    const file: AsyncBuffer = {
      byteLength: sizeBytes,
      slice: async (start, end = sizeBytes) => {
        const bytes = await this.blobs.read(this.place, start, end, etag);
        // A buffer of its own: the library reads it from offset 0.
        return new Uint8Array(bytes).buffer;
      },
    };
    const metadata = await parquetMetadataAsync(file).catch((error: unknown) => this.fail(error));
    this.opened = { file, metadata };
    return this.opened;
  }

  private fail(error: unknown): never {
    const reason = error instanceof Error ? error.message : String(error);
    throw itemReaderFailed(`the file ${this.place.key} is no Parquet that can be read: ${reason}`);
  }
}

/** Compressions that Step Functions reads; the library knows Snappy itself. */
const compressors: Compressors = {
  GZIP: (bytes) => gunzipSync(bytes),
  ZSTD: (bytes) => zstdDecompressSync(bytes),
};

/** The value with texts for bytes. */
function withTexts(value: unknown): unknown {
  if (value instanceof Uint8Array) return textOf(value);
  if (Array.isArray(value)) return value.map(withTexts);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withTexts(part)]));
}

function textOf(bytes: Uint8Array): string {
  return isUtf8(bytes) ? Buffer.from(bytes).toString() : Buffer.from(bytes).toString("base64");
}
