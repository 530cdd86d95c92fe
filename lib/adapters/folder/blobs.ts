import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { BlobInfo, BlobPage, BlobPlace, Blobs, ListBlobs } from "../../engine/blobs-port.ts";
import { BlobError, blobError } from "../../engine/blobs-port.ts";

/** Where blobs are written before they get their names. */
const scratchFolder = ".stepwright-writing";

/**
 * Blobs in a folder: one subfolder per bucket, one file per key, `/` in a key being a folder. The
 * ETag is made of the file's size and time of change, so that listing reads no contents.
 */
export class FolderBlobs implements Blobs {
  private readonly root: string;

  constructor(root: string) {
    this.root = resolve(root);
  }

  async head(place: BlobPlace): Promise<BlobInfo> {
    return fileInfo(await this.existing(place), place.key);
  }

  async read(place: BlobPlace, start: number, end: number, etag?: string): Promise<Uint8Array> {
    const path = await this.existing(place);
    const file = await open(path, "r");
    try {
      const info = await fileInfo(path, place.key);
      if (etag !== undefined && info.etag !== etag) throw blobError("PreconditionFailed");
      const length = Math.max(0, Math.min(end, info.sizeBytes) - start);
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, start);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  async write(place: BlobPlace, chunks: AsyncIterable<Uint8Array>): Promise<BlobInfo> {
    const path = this.pathOf(place);
    const scratch = join(this.root, scratchFolder, randomUUID());
    await mkdir(dirname(scratch), { recursive: true });
    try {
      const file = await open(scratch, "w");
      try {
        for await (const chunk of chunks) await file.writeFile(chunk);
        await file.sync();
      } finally {
        await file.close();
      }
      await mkdir(dirname(path), { recursive: true });
      await rename(scratch, path);
    } finally {
      await rm(scratch, { force: true });
    }
    return fileInfo(path, place.key);
  }

  async list({ bucket, prefix, after, max }: ListBlobs): Promise<BlobPage> {
    const folder = await this.bucketFolder(bucket);
    // Only the folders that the prefix names can hold matching keys.
    const within = join(folder, prefix.slice(0, prefix.lastIndexOf("/") + 1));
    const keys = (await filesUnder(within))
      .map((path) => relative(folder, path).split(sep).join("/"))
      .filter((key) => key.startsWith(prefix) && (after === undefined || before(after, key)))
      .sort((a, b) => (before(a, b) ? -1 : 1));
    const blobs: BlobInfo[] = [];
    for (const key of keys.slice(0, max)) blobs.push(await fileInfo(join(folder, key), key));
    return { blobs, more: keys.length > max };
  }

  private async bucketFolder(bucket: string): Promise<string> {
    const folder = this.inside(this.root, bucket);
    if (bucket === scratchFolder || !(await isFolder(folder))) throw blobError("NoSuchBucket");
    return folder;
  }

  private async existing(place: BlobPlace): Promise<string> {
    await this.bucketFolder(place.bucket);
    const path = this.pathOf(place);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) throw blobError("NoSuchKey");
    return path;
  }

  private pathOf({ bucket, key }: BlobPlace): string {
    return this.inside(this.inside(this.root, bucket), key);
  }

  /** The path of what the name names, which no `..` leads out of the folder. */
  private inside(folder: string, name: string): string {
    const path = resolve(folder, `./${name}`);
    if (path.startsWith(folder + sep)) return path;
    throw new BlobError("AccessDenied", `Access Denied: "${name}" is outside of its folder`);
  }
}

async function fileInfo(path: string, key: string): Promise<BlobInfo> {
  const { size, mtimeMs } = await stat(path);
  const digest = createHash("md5").update(`${size} ${mtimeMs}`).digest("hex");
  return {
    key,
    sizeBytes: size,
    etag: `"${digest}"`,
    lastModifiedMs: Math.floor(mtimeMs),
    storageClass: "STANDARD",
  };
}

async function filesUnder(folder: string): Promise<string[]> {
  if (!(await isFolder(folder))) return [];
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** Keys are ordered by their UTF-8 bytes. */
function before(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}
