import { readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { isSegment, scratchFolder } from "./key-path.ts";

/**
 * The keys of a bucket's folder that start with the prefix, in the order of their UTF-8 bytes.
 * Links are no keys.
 */
export async function listKeys(folder: string, prefix: string): Promise<readonly string[]> {
  // Only the folders that the prefix names can hold matching keys.
  const within = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const keys = (await keysUnder(folder, within)).filter((key) => key.startsWith(prefix));
  // Texts without surrogates are in that order as JavaScript sorts them.
  return keys.some((key) => surrogate.test(key)) ? keys.sort(compareBytes) : keys.sort();
}

/** The index of the first key that comes after this one. */
export function firstAfter(keys: readonly string[], after: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareBytes(keys[middle] ?? "", after) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
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

const surrogate = /[\ud800-\udfff]/;

/** Keys are ordered by their UTF-8 bytes. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
