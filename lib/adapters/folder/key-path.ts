import { BlobError } from "../../engine/blobs-port.ts";

/** The names that lead to a key's file. Throws BlobError if they could lead elsewhere. */
export function segmentsOf(key: string): readonly string[] {
  const segments = key.split("/");
  if (!segments.every(isSegment) || segments[0] === scratchFolder) throw outside(key);
  return segments;
}

/** A name that stands for itself in a path. */
export function isSegment(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[/\\\0]/.test(name);
}

/** Where blobs are written before they get their names; no key leads there. */
export const scratchFolder = ".stepwright-writing";

export function outside(key: string): BlobError {
  return new BlobError("AccessDenied", `Access Denied: "${key}" is no file of the bucket's folder`);
}
