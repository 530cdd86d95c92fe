import type { BlobInfo, BlobPage, BlobPlace, Blobs, ListBlobs } from "../../engine/blobs-port.ts";

/** Bytes that are read at once, at least. */
const windowBytes = 1_048_576;
const windowsMax = 8;

interface Window {
  readonly start: number;
  readonly end: number;
  readonly bytes: Promise<Uint8Array>;
}

/**
 * Reads more than was asked for and keeps it: whoever reads a file from front to back in small
 * steps makes few requests. Only what is read by its ETag is kept, so it cannot be outdated.
 */
export class ReadAheadBlobs implements Blobs {
  private readonly blobs: Blobs;
  /** The last window of each blob, the one that was used last at the end. */
  private readonly windows = new Map<string, Window>();

  constructor(blobs: Blobs) {
    this.blobs = blobs;
  }

  head(place: BlobPlace): Promise<BlobInfo> {
    return this.blobs.head(place);
  }

  async read(place: BlobPlace, start: number, end: number, etag?: string): Promise<Uint8Array> {
    if (etag === undefined || end - start >= windowBytes || end <= start) {
      return this.blobs.read(place, start, end, etag);
    }
    const key = JSON.stringify([place.bucket, place.key, place.versionId, etag]);
    const kept = this.windows.get(key);
    const isInside = kept !== undefined && kept.start <= start && end <= kept.end;
    const window = isInside ? kept : this.open(place, start, etag);
    this.use(key, window);
    try {
      return (await window.bytes).subarray(start - window.start, end - window.start);
    } catch (error) {
      this.windows.delete(key);
      throw error;
    }
  }

  write(place: BlobPlace, chunks: AsyncIterable<Uint8Array>): Promise<BlobInfo> {
    return this.blobs.write(place, chunks);
  }

  list(request: ListBlobs): Promise<BlobPage> {
    return this.blobs.list(request);
  }

  private open(place: BlobPlace, start: number, etag: string): Window {
    const end = start + windowBytes;
    return { start, end, bytes: this.blobs.read(place, start, end, etag) };
  }

  private use(key: string, window: Window): void {
    this.windows.delete(key);
    this.windows.set(key, window);
    const [oldest] = this.windows.keys();
    if (this.windows.size > windowsMax && oldest !== undefined) this.windows.delete(oldest);
  }
}
