import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import type { BlobInfo, BlobPage, BlobPlace, Blobs, ListBlobs } from "../../engine/blobs-port.ts";
import { BlobError, blobError } from "../../engine/blobs-port.ts";

/** Where blobs are written before they get their names; no key leads there. */
const scratchFolder = ".stepwright-writing";

/**
 * Blobs in folders: one folder per bucket, one file per key, `/` in a key being a folder. The ETag
 * is made of the file's size and time of change, so that listing reads no contents.
 *
 * A key names a file in its bucket's folder or nothing: `..`, absolute paths and links that lead
 * out of the folder are refused.
 */
export class FolderBlobs implements Blobs {
  private readonly folderOf: (bucket: string) => string | undefined;

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
    // Only the folders that the prefix names can hold matching keys.
    const within = prefix.slice(0, prefix.lastIndexOf("/") + 1);
    const keys = (await keysUnder(folder, within))
      .filter((key) => key.startsWith(prefix) && (after === undefined || before(after, key)))
      .sort((a, b) => (before(a, b) ? -1 : 1));
    const blobs: BlobInfo[] = [];
    for (const key of keys.slice(0, max)) blobs.push(await this.head({ bucket, key }));
    return { blobs, more: keys.length > max };
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

/** A name that stands for itself in a path. */
function isSegment(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[/\\\0]/.test(name);
}

function segmentsOf(key: string): readonly string[] {
  const segments = key.split("/");
  if (!segments.every(isSegment) || segments[0] === scratchFolder) throw outside(key);
  return segments;
}

function outside(key: string): BlobError {
  return new BlobError("AccessDenied", `Access Denied: "${key}" is no file of the bucket's folder`);
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

/** The keys of the files in the folder that `within` names: empty, or a path that ends in `/`. */
async function keysUnder(folder: string, within: string): Promise<string[]> {
  const segments = within.split("/").slice(0, -1);
  if (!segments.every(isSegment)) return [];
  const start = join(folder, ...segments);
  // Entries of linked folders are no blobs of this bucket.
  if ((await realpath(start).catch(() => undefined)) !== start) return [];
  if (!(await stat(start)).isDirectory()) return [];
  const entries = await readdir(start, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.split(sep).join("/"))
    .filter((key) => !key.startsWith(`${scratchFolder}/`));
}

async function fileInfo(file: FileHandle, key: string): Promise<BlobInfo> {
  const { size, mtimeMs } = await file.stat();
  const digest = createHash("md5").update(`${size} ${mtimeMs}`).digest("hex");
  return {
    key,
    sizeBytes: size,
    etag: `"${digest}"`,
    lastModifiedMs: Math.floor(mtimeMs),
    storageClass: "STANDARD",
  };
}

/** Keys are ordered by their UTF-8 bytes. */
function before(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}
