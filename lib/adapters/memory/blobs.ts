import { createHash } from "node:crypto";
import type { BlobInfo, BlobPage, BlobPlace, Blobs, ListBlobs } from "../../engine/blobs-port.ts";
import { blobError } from "../../engine/blobs-port.ts";

interface Blob {
  readonly info: BlobInfo;
  readonly bytes: Uint8Array;
}

/** Blobs in memory. A bucket is there once something has been put into it. */
export class MemoryBlobs implements Blobs {
  private readonly buckets = new Map<string, Map<string, Blob>>();
  private readonly now: () => number;

  /** `now`: the clock that dates what is written, in ms. */
  constructor(now: () => number) {
    this.now = now;
  }

  /** Puts texts by "bucket/key", as test cases write them down. */
  static from(texts: { readonly [place: string]: string }, now: () => number): MemoryBlobs {
    const blobs = new MemoryBlobs(now);
    for (const [place, text] of Object.entries(texts)) {
      const slash = place.indexOf("/");
      blobs.put({ bucket: place.slice(0, slash), key: place.slice(slash + 1) }, Buffer.from(text));
    }
    return blobs;
  }

  put({ bucket, key }: BlobPlace, bytes: Uint8Array): BlobInfo {
    const info: BlobInfo = {
      key,
      sizeBytes: bytes.length,
      etag: `"${createHash("md5").update(bytes).digest("hex")}"`,
      lastModifiedMs: this.now(),
      storageClass: "STANDARD",
    };
    const blobs = this.buckets.get(bucket);
    if (blobs === undefined) this.buckets.set(bucket, new Map([[key, { info, bytes }]]));
    else blobs.set(key, { info, bytes });
    return info;
  }

  async head(place: BlobPlace): Promise<BlobInfo> {
    return this.find(place).info;
  }

  async read(place: BlobPlace, start: number, end: number, etag?: string): Promise<Uint8Array> {
    const { info, bytes } = this.find(place);
    if (etag !== undefined && info.etag !== etag) throw blobError("PreconditionFailed");
    return bytes.subarray(start, end);
  }

  async write(place: BlobPlace, chunks: AsyncIterable<Uint8Array>): Promise<BlobInfo> {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    return this.put(place, Buffer.concat(parts));
  }

  async list({ bucket, prefix, after = "", max }: ListBlobs): Promise<BlobPage> {
    const infos = [...this.bucket(bucket).values()]
      .map(({ info }) => info)
      .filter(({ key }) => key.startsWith(prefix) && compareKeys(key, after) > 0)
      .sort((a, b) => compareKeys(a.key, b.key));
    return { blobs: infos.slice(0, max), more: infos.length > max };
  }

  private bucket(bucket: string): Map<string, Blob> {
    const blobs = this.buckets.get(bucket);
    if (blobs === undefined) throw blobError("NoSuchBucket");
    return blobs;
  }

  private find({ bucket, key }: BlobPlace): Blob {
    const blob = this.bucket(bucket).get(key);
    if (blob === undefined) throw blobError("NoSuchKey");
    return blob;
  }
}

/** The order of the keys' UTF-8 bytes: that of code points, not of UTF-16 units. */
function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
