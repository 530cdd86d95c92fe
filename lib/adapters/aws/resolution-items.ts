import { readDocument } from "../../data/document.ts";
import type { Resolution, ResolutionOutcome } from "../../engine/journal-port.ts";
import { type LargeValue, ValuePacker, ValueUnpacker } from "../../engine/large-values.ts";
import { ObjectText } from "../../engine/object-text.ts";
import { isFinal } from "../../engine/replaces.ts";
import { bytesIn, itemOf, numberIn, textIn } from "./attributes.ts";
import { pack, unpack } from "./compression.ts";
import type { Item } from "./dynamodb-calls.ts";
import type { StoredResolution } from "./heads.ts";
import { resolutionKey } from "./keys.ts";
import { duePartition } from "./meta-items.ts";
import type { Key } from "./table.ts";
import { hashesIn, type ValueOwner, type Values } from "./values.ts";

/** What differs between resolutions of executions and of Map Runs. */
export interface ResolutionPlaces {
  readonly letter: string;
  readonly resolutionShards: number;
}

/** Its item, and the values that must be there before it. */
export function resolutionItem(
  places: ResolutionPlaces,
  arn: string,
  { resolution, nonce, arrival }: StoredResolution,
): { readonly item: Item; readonly values: readonly LargeValue[] } {
  const { attempt, at } = resolution;
  const packer = new ValuePacker();
  const item = itemOf({
    ...resolutionPlace(places, arn, resolution),
    o: nonce,
    w: arrival,
    b: pack(writeResolution(resolution, packer), arn),
    ...(isFinal(resolution) && { d: duePartition(places.letter, `${arn} ${attempt}`), u: at }),
  });
  return { item, values: packer.values };
}

function writeResolution({ outcome, ...fields }: Resolution, packer: ValuePacker): string {
  const { reply, ...rest } = outcome as { readonly reply?: object };
  const packed = new ObjectText();
  packer.addAll(packed, rest);
  if (reply !== undefined) packed.add("reply", packer.write(reply));
  const text = new ObjectText();
  packer.addAll(text, fields, nothingLarge);
  text.add("outcome", packed.toString());
  return text.toString();
}

const nothingLarge: ReadonlySet<string> = new Set();

/** Of an item of the owner's. */
export async function readResolutionItem(
  item: Item,
  owner: ValueOwner,
  values: Values,
): Promise<StoredResolution> {
  const text = unpack(bytesIn(item, "b") ?? new Uint8Array(), owner.arn);
  const unpacker = new ValueUnpacker(await values.read(owner, hashesIn(text)));
  const written = readDocument(text) as unknown as Resolution & { readonly outcome: Packed };
  const outcome = unpacker.unpack<Packed>(written.outcome);
  const { reply } = outcome;
  const whole = reply === undefined ? outcome : { ...outcome, reply: unpacker.unpack(reply) };
  return {
    resolution: { ...written, outcome: whole as unknown as ResolutionOutcome },
    nonce: numberIn(item, "o") ?? 0,
    arrival: textIn(item, "w"),
  };
}

interface Packed {
  readonly [field: string]: unknown;
  readonly reply?: { readonly [field: string]: unknown };
}

/** Where an attempt's resolution is. */
export function resolutionPlace(
  { resolutionShards }: ResolutionPlaces,
  arn: string,
  { incarnation, attempt }: Pick<Resolution, "incarnation" | "attempt">,
): Key {
  const shard = Math.abs(attempt) % resolutionShards;
  return resolutionKey(resolutionPartition(arn, resolutionShards, shard), incarnation, attempt);
}

/** The partitions that hold an ARN's resolutions. */
export function resolutionPartitions(
  { resolutionShards }: ResolutionPlaces,
  arn: string,
): readonly string[] {
  return Array.from({ length: resolutionShards }, (_, shard) =>
    resolutionPartition(arn, resolutionShards, shard),
  );
}

function resolutionPartition(arn: string, shards: number, shard: number): string {
  return shards === 1 ? arn : `${arn}${separator}${shard}`;
}

/** The ARN whose resolutions a partition holds. */
export function arnOfPartition(partition: string): string {
  const [arn = ""] = partition.split(separator);
  return arn;
}

/** No ARN has one. */
const separator = "|";
