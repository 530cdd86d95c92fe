/**
 * Objects in buckets: what a Map's ItemReader reads and its ResultWriter writes. S3 by its own
 * words; in memory or in folders it behaves alike.
 * - A blob is there as a whole or not at all: nobody sees a part of one that is being written.
 * - Keys are listed in the order of their UTF-8 bytes, as S3 lists them.
 * - Reading with an ETag reads that version of the blob, or fails.
 */
export interface Blobs {
  /** What is known of the blob. Fails with NoSuchBucket or NoSuchKey. */
  head(place: BlobPlace): Promise<BlobInfo>;
  /**
   * The bytes from `start` up to (not including) `end`, fewer where the blob ends before.
   * Fails like `head`, and with PreconditionFailed if the blob's ETag is not `etag`.
   */
  read(place: BlobPlace, start: number, end: number, etag?: string): Promise<Uint8Array>;
  /** Writes a blob, taking the chunks as fast as they can be written. Replaces what was there. */
  write(place: BlobPlace, chunks: AsyncIterable<Uint8Array>): Promise<BlobInfo>;
  /** Up to `max` blobs whose keys start with `prefix` and come after `after`. */
  list(request: ListBlobs): Promise<BlobPage>;
}

export interface BlobPlace {
  readonly bucket: string;
  readonly key: string;
  /** Where the store keeps versions. */
  readonly versionId?: string | undefined;
}

export interface BlobInfo {
  readonly key: string;
  readonly sizeBytes: number;
  /** In double quotes, as S3 gives it. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModifiedMs: number;
  readonly storageClass: string;
}

export interface ListBlobs {
  readonly bucket: string;
  readonly prefix: string;
  /** Exclusive; undefined: from the start. */
  readonly after?: string | undefined;
  readonly max: number;
}

export interface BlobPage {
  readonly blobs: readonly BlobInfo[];
  /** Are there more after the last one? */
  readonly more: boolean;
}

export type BlobErrorCode =
  | "NoSuchBucket"
  | "NoSuchKey"
  | "PreconditionFailed"
  | "AccessDenied"
  /** Nothing of what was asked for exists. */
  | "InvalidRange"
  /** The store cannot be reached at all. */
  | "Unavailable";

/** Why a blob could not be read or written, with S3's code and words. */
export class BlobError extends Error {
  readonly code: BlobErrorCode;

  constructor(code: BlobErrorCode, message: string) {
    super(message);
    this.name = "BlobError";
    this.code = code;
  }
}

const messages: { readonly [code in BlobErrorCode]: string } = {
  NoSuchBucket: "The specified bucket does not exist",
  NoSuchKey: "The specified key does not exist.",
  PreconditionFailed: "At least one of the pre-conditions you specified did not hold",
  AccessDenied: "Access Denied",
  InvalidRange: "The requested range is not satisfiable",
  Unavailable: "Service Unavailable",
};

/** The error that S3 answers with this code. */
export function blobError(code: BlobErrorCode): BlobError {
  return new BlobError(code, messages[code]);
}
