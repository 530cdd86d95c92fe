import { createHash, randomUUID } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { type FileHandle, lstat, mkdir, open, realpath, rename, rm, stat } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import type { BlobInfo, BlobPage, BlobPlace, Blobs, ListBlobs } from "../../engine/blobs-port.ts";
import { blobError } from "../../engine/blobs-port.ts";
import { isSegment, outside, scratchFolder, segmentsOf } from "./key-path.ts";
import { firstAfter, listKeys } from "./list-keys.ts";

/**
 * Blobs in folders: one folder per bucket, one file per key, `/` in a key being a folder. The ETag
 * is made of the file's size and time of change, so that listing reads no contents.
 *
 * A key names a file in its bucket's folder or nothing: `..`, absolute paths and links that lead
 * out of the folder are refused.
 */
export class FolderBlobs implements Blobs {
  private readonly folderOf: (bucket: string) => string | undefined;
  private lastListing: Listing | undefined;

  /** `folders`: the folder that has a subfolder per bucket, or the folder of each bucket. */
  constructor(folders: string | { readonly [bucket: string]: string }) {
    this.folderOf =
      typeof folders === "string"
        ? (bucket) => (isSegment(bucket) ? join(resolve(folders), bucket) : undefined)
        : (bucket) => (Object.hasOwn(folders, bucket) ? resolve(folders[bucket] ?? "") : undefined);
  }

  async head(place: BlobPlace): Promise<BlobInfo> {
    return this.withFile(place, (file) => fileInfo(file, place.key));
  }

  async read(place: BlobPlace, start: number, end: number, etag?: string): Promise<Uint8Array> {
    return this.withFile(place, async (file) => {
      const info = await fileInfo(file, place.key);
      if (etag !== undefined && info.etag !== etag) throw blobError("PreconditionFailed");
      const length = Math.max(0, Math.min(end, info.sizeBytes) - start);
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, start);
      return buffer.subarray(0, bytesRead);
    });
  }

  async write(place: BlobPlace, chunks: AsyncIterable<Uint8Array>): Promise<BlobInfo> {
    const segments = segmentsOf(place.key);
    await mkdir(this.checkedFolder(place.bucket), { recursive: true });
    const folder = await this.realFolder(place.bucket);
    const scratch = join(await makeFolders(folder, [scratchFolder]), randomUUID());
    try {
      const file = await open(scratch, "wx");
      try {
        for await (const chunk of chunks) await file.writeFile(chunk);
        await file.sync();
      } finally {
        await file.close();
      }
      const parent = await makeFolders(folder, segments.slice(0, -1));
      await rename(scratch, join(parent, segments.at(-1) ?? ""));
    } finally {
      await rm(scratch, { force: true });
    }
    return this.head(place);
  }

  async list({ bucket, prefix, after, max }: ListBlobs): Promise<BlobPage> {
    const folder = await this.realFolder(bucket);
    const keys = await this.listing(folder, prefix, after);
    let at = after === undefined ? 0 : firstAfter(keys, after);
    const blobs: BlobInfo[] = [];
    while (blobs.length < max && at < keys.length) {
      const wanted = keys.slice(at, at + max - blobs.length);
      at += wanted.length;
      const found = await Promise.all(wanted.map((key) => listedInfo(folder, key)));
      blobs.push(...found.filter((info) => info !== undefined));
    }
    const more = at < keys.length;
    this.lastListing = more ? { folder, prefix, keys } : undefined;
    return { blobs, more };
  }

  /** The keys in order; where the last page goes on, those that were there at its beginning. */
  private async listing(
    folder: string,
    prefix: string,
    after: string | undefined,
  ): Promise<readonly string[]> {
    const last = this.lastListing;
    const goesOn = after !== undefined && last?.folder === folder && last.prefix === prefix;
    if (goesOn) return last.keys;
    return listKeys(folder, prefix);
  }

  private checkedFolder(bucket: string): string {
    const folder = this.folderOf(bucket);
    if (folder === undefined) throw blobError("NoSuchBucket");
    return folder;
  }

  private async realFolder(bucket: string): Promise<string> {
    const folder = this.checkedFolder(bucket);
    const info = await stat(folder).catch(() => undefined);
    if (info?.isDirectory() !== true) throw blobError("NoSuchBucket");
    return realpath(folder);
  }

  /** Opens the file behind all links, which must be in the bucket's folder. */
  private async withFile<T>(place: BlobPlace, use: (file: FileHandle) => Promise<T>): Promise<T> {
    const folder = await this.realFolder(place.bucket);
    const path = await realpath(join(folder, ...segmentsOf(place.key))).catch(() => undefined);
    if (path === undefined) throw blobError("NoSuchKey");
    if (!path.startsWith(folder + sep)) throw outside(place.key);
    // What has become a link meanwhile is not followed, and a pipe is not waited for.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const file = await open(path, flags).catch(() => undefined);
    if (file === undefined) throw blobError("NoSuchKey");
    try {
      if (!(await file.stat()).isFile()) throw blobError("NoSuchKey");
      return await use(file);
    } finally {
      await file.close();
    }
  }
}

/** Makes the folders one in the other, none behind a link that leads outside. Answers the last. */
async function makeFolders(folder: string, segments: readonly string[]): Promise<string> {
  let at = folder;
  for (const segment of segments) {
    at = join(at, segment);
    await mkdir(at).catch(ignoreExisting);
    at = await realpath(at);
    if (!at.startsWith(folder + sep)) throw outside(segments.join("/"));
  }
  return at;
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
}

/** Undefined: the file has gone since it was listed. */
async function listedInfo(folder: string, key: string): Promise<BlobInfo | undefined> {
  const stats = await lstat(join(folder, key)).catch(() => undefined);
  return stats?.isFile() === true ? infoOf(stats, key) : undefined;
}

async function fileInfo(file: FileHandle, key: string): Promise<BlobInfo> {
  return infoOf(await file.stat(), key);
}

function infoOf({ size, mtimeMs }: Stats, key: string): BlobInfo {
  const digest = createHash("md5").update(`${size} ${mtimeMs}`).digest("hex");
  return {
    key,
    sizeBytes: size,
    etag: `"${digest}"`,
    lastModifiedMs: Math.floor(mtimeMs),
    storageClass: "STANDARD",
  };
}

/** The keys of a bucket's folder under a prefix, in order. */
interface Listing {
  readonly folder: string;
  readonly prefix: string;
  readonly keys: readonly string[];
}
