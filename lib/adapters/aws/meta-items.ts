import { readDocument } from "../../data/document.ts";
import type { JournalMeta } from "../../engine/journal-port.ts";
import { type LargeValue, largeValue, type TextOf } from "../../engine/large-values.ts";
import { tableSchema } from "../../hosts/environment/table-schema.ts";
import type { JsonValue } from "../../language/json.ts";
import { bytesIn, itemOf, numberIn, textIn } from "./attributes.ts";
import { pack, unpack } from "./compression.ts";
import type { Item } from "./dynamodb-calls.ts";
import type { ListedIn, MetaState } from "./heads.ts";
import type { JournalKind } from "./journal-kinds.ts";
import { metaKey, shardOf, shortHash } from "./keys.ts";

/** META as an item, and the value that must be there before it. */
export interface MetaItem {
  readonly item: Item;
  readonly value: LargeValue | undefined;
}

export interface MetaPlace {
  readonly arn: string;
  /** Tells who has written META. */
  readonly nonce: number;
  /** By it META stands in lists. */
  readonly order: string;
  readonly state: MetaState;
}

export function metaItem<Meta extends JournalMeta, State>(
  kind: JournalKind<Meta, State>,
  place: MetaPlace,
  meta: Meta,
): MetaItem {
  const whole = itemWith(kind, place, meta);
  if (bytesOf(whole) <= wholeBytesMax) return { item: whole, value: undefined };
  const value = largeValue(meta[kind.outlying] as JsonValue);
  if (value.text().length < outlyingLengthMin) return { item: whole, value: undefined };
  const rest = { ...meta, [kind.outlying]: null };
  return { item: itemWith(kind, place, rest, value.hash), value };
}

function itemWith<Meta extends JournalMeta, State>(
  kind: JournalKind<Meta, State>,
  { arn, nonce, order, state }: MetaPlace,
  meta: Meta,
  hash?: string,
): Item {
  return itemOf({
    ...metaKey(arn),
    i: meta.incarnation,
    o: nonce,
    b: pack(kind.format.writeMeta(meta), contextOf(arn)),
    h: hash === undefined ? undefined : Buffer.from(hash, "hex"),
    s: order,
    ...stateFields(arn, kind, listedIn(kind, meta), state),
  });
}

/** The attributes of META that change; an undefined one is not there. */
export function stateFields(
  arn: string,
  { letter }: Pick<JournalKind<never, never>, "letter">,
  { list, version, alias }: ListedIn,
  { edition, dueMs, expiresMs, listed }: MetaState,
): { readonly [name: string]: string | number | undefined } {
  const [code] = JSON.parse(listed) as [string];
  return {
    n: edition === 0 ? undefined : edition,
    d: dueMs === undefined ? undefined : duePartition(letter, arn),
    u: dueMs,
    y: listed,
    l: listPartition(list, code, arn),
    v: version && listPartition(version, code, arn),
    a: alias && listPartition(alias, code, arn),
    e: expiresMs,
    [tableSchema.timeToLive]: expiresMs === undefined ? undefined : Math.ceil(expiresMs / 1_000),
  };
}

export function readMetaState(item: Item): MetaState {
  return {
    edition: numberIn(item, "n") ?? 0,
    dueMs: numberIn(item, "u"),
    expiresMs: numberIn(item, "e"),
    listed: textIn(item, "y"),
  };
}

/** The hash of the value that META's item leaves out. */
export function outlyingHash(item: Item): string | undefined {
  const hash = bytesIn(item, "h");
  return hash === undefined ? undefined : Buffer.from(hash).toString("hex");
}

/** META of an item; lists leave the value out, and have null in its place. */
export function readMeta<Meta extends JournalMeta, State>(
  { format, outlying }: JournalKind<Meta, State>,
  item: Item,
  textOf: TextOf,
): Meta {
  const arn = textIn(item, "pk");
  const meta = format.readMeta(unpack(bytesIn(item, "b") ?? new Uint8Array(), contextOf(arn)));
  const text = textOf(outlyingHash(item) ?? "");
  return text === undefined ? meta : { ...meta, [outlying]: readDocument(text) };
}

export function listedIn<Meta extends JournalMeta, State>(
  kind: JournalKind<Meta, State>,
  meta: Meta,
): ListedIn {
  const { list, version, alias } = kind.owners(meta);
  return {
    list: shortHash(list),
    version: version && shortHash(version),
    alias: alias && shortHash(alias),
  };
}

/** Where lists look: of each status and shard another partition. */
export function listPartition(owner: string, code: string, arn: string): string {
  return `${owner}${code}${code === unsharded ? 0 : shardOf(arn, listShards)}`;
}

/** All that an owner's executions of a status are in. */
export function listPartitions(owner: string, code: string): readonly string[] {
  return Array.from({ length: listShards }, (_, shard) => `${owner}${code}${shard}`);
}

export function duePartition(letter: string, spread: string): string {
  return `${letter}${shardOf(spread, dueShards)}`;
}

/** A partition takes 1,000 write units a second, and what waits for an index holds up the table. */
const listShards = 4;
export const dueShards = 8;
/** The code of Map Runs: an execution has few. */
const unsharded = "M";

/** What is known of META's text anyway. */
function contextOf(arn: string): string {
  return `${arn.replace(":execution:", ":stateMachine:")}${arn}`;
}

function bytesOf(item: Item): number {
  let bytes = updateBytes;
  for (const [name, value] of Object.entries(item)) {
    bytes += name.length;
    if ("S" in value) bytes += Buffer.byteLength(value.S);
    else bytes += "B" in value ? value.B.length : 9;
  }
  return bytes;
}

/** One write unit, and one of each list. */
const wholeBytesMax = 1_024;
/** What the end of an execution adds. */
const updateBytes = 48;
/** Taking out less would not make META small. */
const outlyingLengthMin = 256;
