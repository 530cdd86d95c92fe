import { pipeline, Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { itemReaderFailed } from "../../data/readers/item-parser.ts";
import type { BlobInfo, BlobPlace, Blobs } from "../../engine/blobs-port.ts";

/** The bytes of a file as its readers see them: not compressed. */
export interface ByteSource {
  /**
   * The bytes from `start` on, at most `length`, fewer only where the file ends. Reading on from
   * where the last read ended is cheap.
   */
  read(start: number, length: number): Promise<{ readonly bytes: Buffer; readonly final: boolean }>;
  close(): void;
}

/** A file by its name: `.gz` and `.zst` or `.zstd` are compressed. */
export function byteSource(blobs: Blobs, place: BlobPlace, info: BlobInfo): ByteSource {
  const decompress = decompressors.find(({ suffix }) => suffix.test(place.key));
  if (decompress === undefined) return new PlainSource(blobs, place, info);
  return new CompressedSource(blobs, place, info, decompress.create);
}

const decompressors = [
  { suffix: /\.(gz|gzip)$/i, create: createGunzip },
  { suffix: /\.zstd?$/i, create: createZstdDecompress },
];

class PlainSource implements ByteSource {
  private readonly blobs: Blobs;
  private readonly place: BlobPlace;
  private readonly info: BlobInfo;

  constructor(blobs: Blobs, place: BlobPlace, info: BlobInfo) {
    this.blobs = blobs;
    this.place = place;
    this.info = info;
  }

  async read(start: number, length: number): Promise<{ bytes: Buffer; final: boolean }> {
    const { etag, sizeBytes } = this.info;
    const end = Math.min(start + length, sizeBytes);
    const bytes = await this.blobs.read(this.place, start, end, etag);
    return {
      bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      final: end >= sizeBytes,
    };
  }

  close(): void {}
}

/** Bytes that are read from a compressed blob at once. */
const chunkBytes = 262_144;

/** A stream that goes forward; whoever wants to go back begins again. */
class CompressedSource implements ByteSource {
  private readonly blobs: Blobs;
  private readonly place: BlobPlace;
  private readonly info: BlobInfo;
  private readonly create: () => NodeJS.ReadWriteStream;
  private chunks: AsyncIterator<Buffer> | undefined;
  private stream: Readable | undefined;
  /** Where `buffer` starts. */
  private position = 0;
  private buffer: Buffer = Buffer.alloc(0);
  private exhausted = false;

  constructor(
    blobs: Blobs,
    place: BlobPlace,
    info: BlobInfo,
    create: () => NodeJS.ReadWriteStream,
  ) {
    this.blobs = blobs;
    this.place = place;
    this.info = info;
    this.create = create;
  }

  async read(start: number, length: number): Promise<{ bytes: Buffer; final: boolean }> {
    if (this.chunks === undefined || start < this.position) this.open();
    try {
      while (!this.exhausted && this.position + this.buffer.length < start + length + 1) {
        await this.take(start);
      }
    } catch (error) {
      throw itemReaderFailed(`the file ${this.place.key} cannot be decompressed: ${String(error)}`);
    }
    this.forget(start);
    const bytes = this.buffer.subarray(0, length);
    return { bytes, final: this.exhausted && this.buffer.length <= length };
  }

  close(): void {
    this.stream?.destroy();
    this.chunks = undefined;
  }

  private open(): void {
    this.close();
    const source = Readable.from(this.compressed());
    const target = this.create();
    // What fails is heard of by whoever reads.
    this.stream = pipeline(source, target, () => {}) as unknown as Readable;
    this.chunks = this.stream[Symbol.asyncIterator]();
    this.position = 0;
    this.buffer = Buffer.alloc(0);
    this.exhausted = false;
  }

  private async take(start: number): Promise<void> {
    const next = await this.chunks?.next();
    if (next === undefined || next.done === true) {
      this.exhausted = true;
      return;
    }
    this.buffer = Buffer.concat([this.buffer, next.value]);
    this.forget(start);
  }

  /** Drops what is before the offset. */
  private forget(start: number): void {
    const dropped = Math.min(Math.max(0, start - this.position), this.buffer.length);
    this.buffer = this.buffer.subarray(dropped);
    this.position += dropped;
  }

  private async *compressed(): AsyncGenerator<Uint8Array> {
    const { etag, sizeBytes } = this.info;
    for (let at = 0; at < sizeBytes; at += chunkBytes) {
      yield await this.blobs.read(this.place, at, Math.min(at + chunkBytes, sizeBytes), etag);
    }
  }
}
