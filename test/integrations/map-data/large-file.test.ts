import { expect, it } from "vitest";
import type { BlobInfo, BlobPage, BlobPlace, Blobs } from "../../../lib/engine/blobs-port.ts";
import { BlobMapData } from "../../../lib/integrations/map-data/blob-map-data.ts";
import type { JsonValue } from "../../../lib/language/json.ts";

const rowBytes = 64;
const megabyte = 1_048_576;

/** A CSV that is nowhere: its bytes are made when they are read. */
class EndlessRows implements Blobs {
  readonly sizeBytes: number;
  bytesReadMax = 0;
  bytesRead = 0;

  constructor(rows: number) {
    this.sizeBytes = rows * rowBytes;
  }

  async head({ key }: BlobPlace): Promise<BlobInfo> {
    const { sizeBytes } = this;
    return { key, sizeBytes, etag: '"1"', lastModifiedMs: 0, storageClass: "STANDARD" };
  }

  async read(_place: BlobPlace, start: number, end: number): Promise<Uint8Array> {
    const last = Math.min(end, this.sizeBytes);
    this.bytesReadMax = Math.max(this.bytesReadMax, end - start);
    this.bytesRead += last - start;
    const first = Math.floor(start / rowBytes);
    const rows = Math.ceil(last / rowBytes) - first;
    const text = Array.from({ length: rows }, (_, index) => row(first + index)).join("");
    return Buffer.from(text).subarray(start - first * rowBytes, last - first * rowBytes);
  }

  write(): Promise<BlobInfo> {
    throw new Error("nothing is written");
  }

  list(): Promise<BlobPage> {
    throw new Error("nothing is listed");
  }
}

function row(index: number): string {
  return `${index},${"x".repeat(rowBytes)}`.slice(0, rowBytes - 1).concat("\n");
}

it("a large CSV is read through in small pieces, each about once", async () => {
  const rows = 200_000;
  const blobs = new EndlessRows(rows);
  const data = new BlobMapData(blobs);
  const reader = {
    resource: "arn:aws:states:::s3:getObject",
    parameters: { Bucket: "b", Key: "rows.csv" },
    config: { InputType: "CSV", CSVHeaderLocation: "GIVEN", CSVHeaders: ["id", "text"] },
  };
  let cursor: JsonValue = null;
  let count = 0;
  let largestPage = 0;
  for (let ended = false; !ended; ) {
    const page = await data.read({ mapRunArn: "arn", reader, cursor, max: 1_000 });
    ({ cursor, ended } = page);
    expect(page.items[0]?.value).toMatchObject({ id: String(count) });
    count += page.items.length;
    largestPage = Math.max(largestPage, page.items.length);
  }
  expect(count).toBe(rows);
  expect(largestPage).toBe(1_000);
  expect(blobs.bytesReadMax).toBeLessThanOrEqual(megabyte);
  expect(blobs.bytesRead).toBeLessThan(1.1 * blobs.sizeBytes);
});
