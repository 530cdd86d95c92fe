import {
  type ItemParser,
  itemBytesMax,
  itemReaderFailed,
  type ParsedItem,
} from "../../data/readers/item-parser.ts";
import type { BlobPlace, Blobs } from "../../engine/blobs-port.ts";
import { isJsonObject, type JsonValue } from "../../language/json.ts";
import { type ByteSource, byteSource } from "./byte-source.ts";
import type { FilePage, FileReader } from "./file-reader.ts";

/** A file of text: read window by window, from any offset on. */
export class TextReader implements FileReader {
  private readonly blobs: Blobs;
  private readonly place: BlobPlace;
  private readonly parser: ItemParser;
  private source: ByteSource | undefined;
  private etag = "";

  constructor(blobs: Blobs, place: BlobPlace, parser: ItemParser) {
    this.blobs = blobs;
    this.place = place;
    this.parser = parser;
  }

  async read(cursor: JsonValue, max: number): Promise<FilePage> {
    const source = await this.open(cursor);
    let { offset, state } = isTextCursor(cursor)
      ? cursor
      : { offset: 0, state: this.parser.initial };
    const pageEnd = offset + pageBytes;
    const items: ParsedItem[] = [];
    let size = windowBytes;
    for (;;) {
      const { bytes, final } = await source.read(offset, size);
      const parsed = this.parser.parse(bytes, state, final, max - items.length);
      for (const item of parsed.items) items.push(item);
      offset += parsed.consumed;
      state = parsed.state;
      if (parsed.ended) return { items, cursor: null };
      const isFull = items.length >= max || (items.length > 0 && offset >= pageEnd);
      if (isFull) return { items, cursor: { etag: this.etag, offset, state } };
      if (parsed.consumed > 0) size = windowBytes;
      else size = widened(size);
    }
  }

  close(): void {
    this.source?.close();
    this.source = undefined;
  }

  private async open(cursor: JsonValue): Promise<ByteSource> {
    if (this.source !== undefined) return this.source;
    const info = await this.blobs.head(this.place);
    if (isTextCursor(cursor) && cursor.etag !== info.etag) {
      throw itemReaderFailed(`the file ${this.place.key} was replaced while it was read`);
    }
    this.etag = info.etag;
    this.source = byteSource(this.blobs, this.place, info);
    return this.source;
  }
}

function widened(size: number): number {
  if (size < itemBytesMax) return size * 2;
  throw itemReaderFailed(`an item of the file is larger than ${itemBytesMax} bytes`);
}

function isTextCursor(cursor: JsonValue): cursor is TextCursor {
  return isJsonObject(cursor);
}

/** Bytes of the first window; it doubles where an item does not fit. */
const windowBytes = 65_536;
/** A page ends after so many bytes, though more items were asked for. */
const pageBytes = 1_048_576;

/** Where a text file is read on: of the version that the ETag names. */
type TextCursor = { readonly etag: string; readonly offset: number; readonly state: JsonValue };
