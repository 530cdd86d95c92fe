import { FolderBlobs } from "../adapters/folder/blobs.ts";
import { MemoryBlobs } from "../adapters/memory/blobs.ts";
import type { Blobs } from "../engine/blobs-port.ts";

/**
 * What stands for S3: texts by "bucket/key", the path of a folder that holds a folder per bucket,
 * or any store.
 */
export type S3Source = { readonly [place: string]: string } | string | Blobs;

/** The store that distributed Maps read from and write to. */
export function blobsOf(source: S3Source | undefined, now: () => number): Blobs {
  if (source === undefined) return new MemoryBlobs(now);
  if (typeof source === "string") return new FolderBlobs(source);
  return isBlobs(source) ? source : MemoryBlobs.from(source, now);
}

function isBlobs(source: S3Source): source is Blobs {
  return typeof source === "object" && typeof source.head === "function";
}
