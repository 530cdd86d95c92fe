import type { MapItem } from "../../core/map-run/map-run-snapshot.ts";
import { readDocument } from "../../data/document.ts";
import { itemReaderFailed } from "../../data/readers/item-parser.ts";
import { itemSource } from "../../data/readers/item-source.ts";
import { listedItem } from "../../data/readers/listing.ts";
import { athenaManifest, inventoryManifest } from "../../data/readers/manifests.ts";
import type { FileFormat, ReaderPlan } from "../../data/readers/reader-plan.ts";
import type { BlobInfo, BlobPage, BlobPlace, Blobs, ListBlobs } from "../../engine/blobs-port.ts";
import type { ItemPage } from "../../engine/map-data-port.ts";
import { isJsonObject, type JsonValue } from "../../language/json.ts";
import type { FileReader } from "./file-reader.ts";
import { openFile } from "./open-file.ts";

/** A file of a data set, and where the data set goes on behind it. */
interface DataFile {
  readonly place: BlobPlace;
  readonly format: FileFormat;
  /** Undefined: it is the last one. */
  readonly next: JsonValue | undefined;
}

/** Where a data set of files is read on: in a file, or with the next one. */
type FilesCursor = { readonly file: JsonValue; readonly at: JsonValue };

/** Manifests and their lists are held in memory; they may have so many bytes. */
const manifestBytesMax = 67_108_864;
const listMax = 1_000;

/** The reading of one Map Run's items: holds what is open between two pages. */
export class ItemSession {
  private readonly blobs: Blobs;
  private readonly plan: ReaderPlan;
  private manifest: readonly Omit<DataFile, "next">[] | undefined;
  /** The last page of a listing. */
  private page: BlobPage = { blobs: [], more: false };
  private open: { readonly key: string; readonly reader: FileReader } | undefined;

  constructor(blobs: Blobs, plan: ReaderPlan) {
    this.blobs = blobs;
    this.plan = plan;
  }

  read(cursor: JsonValue, max: number): Promise<ItemPage> {
    return this.plan.source === "listing"
      ? this.readListing(this.plan, cursor, max)
      : this.readFiles(cursor, max);
  }

  close(): void {
    this.open?.reader.close();
    this.open = undefined;
  }

  private async readListing(
    { bucket, prefix }: Extract<ReaderPlan, { source: "listing" }>,
    cursor: JsonValue,
    max: number,
  ): Promise<ItemPage> {
    const after = typeof cursor === "string" ? cursor : undefined;
    const page = await this.blobs.list({ bucket, prefix, after, max: Math.min(max, listMax) });
    const source = itemSource(bucket);
    return {
      items: page.blobs.map((blob) => ({ value: listedItem(blob), source })),
      cursor: page.blobs.at(-1)?.key ?? cursor,
      ended: !page.more,
    };
  }

  /** A page of the file at the cursor, or of the next one that has items. */
  private async readFiles(cursor: JsonValue, max: number): Promise<ItemPage> {
    let { file: at, at: within } = isFilesCursor(cursor) ? cursor : { file: null, at: null };
    for (;;) {
      const file = await this.fileAt(at);
      if (file === undefined) return { items: [], cursor: { file: at, at: null }, ended: true };
      const page = await this.readerOf(file).read(within, max);
      const source = itemSource(file.place.bucket, file.place.key);
      const items = page.items.map((item): MapItem => ({ ...item, source }));
      if (page.cursor !== null) {
        return { items, cursor: { file: at, at: page.cursor }, ended: false };
      }
      this.close();
      const { next } = file;
      const isLast = next === undefined;
      if (isLast || items.length > 0) {
        return { items, cursor: { file: next ?? at, at: null }, ended: isLast };
      }
      at = next;
      within = null;
    }
  }

  private readerOf({ place, format }: DataFile): FileReader {
    const key = itemSource(place.bucket, place.key);
    if (this.open?.key !== key) {
      this.close();
      this.open = { key, reader: openFile(this.blobs, place, format) };
    }
    return this.open.reader;
  }

  /** The file at this place of the data set; null: the first one. */
  private async fileAt(at: JsonValue): Promise<DataFile | undefined> {
    const { plan } = this;
    if (plan.source === "listedFiles") return this.listedFile(plan, at);
    if (plan.source === "file") return { place: plan, format: plan.format, next: undefined };
    this.manifest ??= await this.readManifest();
    const index = Number(at ?? 0);
    const file = this.manifest[index];
    const next = index + 1 < this.manifest.length ? index + 1 : undefined;
    return file && { ...file, next };
  }

  /** The first file behind the key; those that a console makes for folders hold nothing. */
  private async listedFile(
    { bucket, prefix, format }: Extract<ReaderPlan, { source: "listedFiles" }>,
    at: JsonValue,
  ): Promise<DataFile | undefined> {
    let after = typeof at === "string" ? at : undefined;
    for (;;) {
      const listed = await this.listedAfter({ bucket, prefix, after });
      if (listed === undefined) return undefined;
      const { key, sizeBytes } = listed.blob;
      if (!key.endsWith("/") || sizeBytes > 0) {
        return { place: { bucket, key }, format, next: listed.isLast ? undefined : key };
      }
      after = key;
    }
  }

  /** The first blob behind the key, from the page that is at hand if it is there. */
  private async listedAfter(
    request: Omit<ListBlobs, "max">,
  ): Promise<{ readonly blob: BlobInfo; readonly isLast: boolean } | undefined> {
    const { after } = request;
    let index = this.page.blobs.findIndex(({ key }) => key === after) + 1;
    if (index === 0 || index === this.page.blobs.length) {
      this.page = await this.blobs.list({ ...request, max: listMax });
      index = 0;
    }
    const { blobs, more } = this.page;
    const blob = blobs[index];
    return blob && { blob, isLast: index + 1 === blobs.length && !more };
  }

  private async readManifest(): Promise<readonly Omit<DataFile, "next">[]> {
    const { plan } = this;
    if (plan.source === "athena") {
      const files = athenaManifest(await this.readText(plan));
      return files.map((place) => ({ place, format: plan.format }));
    }
    if (plan.source !== "inventory") return [];
    const { files, headers } = inventoryManifest(parsed(await this.readText(plan)));
    const format: FileFormat = { type: "CSV", delimiter: ",", headers };
    return files.map((place) => ({ place, format }));
  }

  private async readText(place: BlobPlace): Promise<string> {
    const { etag, sizeBytes } = await this.blobs.head(place);
    if (sizeBytes > manifestBytesMax) {
      throw itemReaderFailed(`the manifest is larger than ${manifestBytesMax} bytes`);
    }
    return Buffer.from(await this.blobs.read(place, 0, sizeBytes, etag)).toString("utf8");
  }
}

function parsed(text: string): JsonValue {
  try {
    return readDocument(text);
  } catch (error) {
    throw itemReaderFailed(
      `the manifest is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function isFilesCursor(cursor: JsonValue): cursor is FilesCursor {
  return isJsonObject(cursor);
}
