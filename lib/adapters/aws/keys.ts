import { createHash } from "node:crypto";
import { tableSchema } from "../../hosts/environment/table-schema.ts";
import type { Key } from "./table.ts";

/**
 * Where things are. All of an execution is in the partition of its ARN, in this order: values,
 * records, resolutions of each incarnation, then META; so that one query backwards reads all that
 * loading needs. A Map Run's resolutions, which may be many at once, are in partitions beside it.
 */
export function metaKey(arn: string): Key {
  return { pk: arn, sk: tableSchema.metaKey };
}

export function valueKey(arn: string, incarnation: number, hash: string): Key {
  return { pk: arn, sk: `${prefixOf(incarnation)}D${hash}` };
}

export function recordKey(arn: string, incarnation: number, number: number): Key {
  return { pk: arn, sk: `${prefixOf(incarnation)}R${padded(number, recordDigits)}` };
}

export function resolutionKey(partition: string, incarnation: number, attempt: number): Key {
  const sign = attempt < 0 ? "-" : "";
  const number = padded(Math.abs(attempt), recordDigits);
  return { pk: partition, sk: `${prefixOf(incarnation)}S${sign}${number}` };
}

/** The sort keys of an incarnation's records and resolutions. */
export function loadedRange(incarnation: number): { readonly from: string; readonly to: string } {
  return { from: `${prefixOf(incarnation)}R`, to: `${prefixOf(incarnation)}T` };
}

export function resolutionRange(incarnation: number): {
  readonly from: string;
  readonly to: string;
} {
  return { from: `${prefixOf(incarnation)}S`, to: `${prefixOf(incarnation)}T` };
}

export type ItemKind = "meta" | "record" | "resolution" | "value";

/** What a sort key says. */
export interface SortKey {
  readonly kind: ItemKind;
  /** How its incarnation's keys begin; empty of META. */
  readonly prefix: string;
  /** The record's number, the attempt. */
  readonly number: number;
}

export function readSortKey(sk: string): SortKey {
  if (sk === tableSchema.metaKey) return { kind: "meta", prefix: "", number: 0 };
  const prefix = sk.slice(0, prefixDigits);
  const kind = kinds[sk.slice(prefixDigits, prefixDigits + 1)] ?? "value";
  const number = kind === "value" ? 0 : Number.parseInt(sk.slice(prefixDigits + 1), 36);
  return { kind, prefix, number };
}

const kinds: { readonly [letter: string]: ItemKind | undefined } = {
  D: "value",
  R: "record",
  S: "resolution",
};

/** How the sort keys of an incarnation begin: always as many characters. */
export function prefixOf(incarnation: number): string {
  return padded(incarnation, prefixDigits);
}

/** A number by which texts sort like numbers. */
export function padded(number: number, digits: number): string {
  return number.toString(36).padStart(digits, "0");
}

/** Of 2^53 - 1 in base 36. */
const prefixDigits = 11;
const recordDigits = 6;

/** 96 bits of its hash stand for an ARN: whoever reads compares the ARN itself. */
export function shortHash(arn: string): string {
  const known = hashes.get(arn);
  if (known !== undefined) return known;
  const hash = createHash("sha256").update(arn).digest("base64url").slice(0, 16);
  if (hashes.size >= hashesMax) hashes.clear();
  hashes.set(arn, hash);
  return hash;
}

const hashes = new Map<string, string>();
const hashesMax = 1_000;

/** One of so many shards. FNV-1a: it need only spread well. */
export function shardOf(text: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  // The lowest bits of FNV-1a depend on the lowest bits of the text alone.
  return ((hash ^ (hash >>> 16)) >>> 0) % shards;
}
