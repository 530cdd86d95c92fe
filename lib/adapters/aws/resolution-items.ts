import type { Resolution } from "../../engine/journal-port.ts";
import { readResolution, writeResolution } from "../../engine/record-format.ts";
import { isFinal } from "../../engine/replaces.ts";
import { bytesIn, itemOf, numberIn, textIn } from "./attributes.ts";
import { pack, unpack } from "./compression.ts";
import type { Item } from "./dynamodb-calls.ts";
import type { StoredResolution } from "./heads.ts";
import { resolutionKey } from "./keys.ts";
import { duePartition } from "./meta-items.ts";
import type { Objects } from "./objects.ts";
import type { Key } from "./table.ts";
import { inlineBytesMax, objectKey } from "./values.ts";

/** What differs between resolutions of executions and of Map Runs. */
export interface ResolutionPlaces {
  readonly letter: string;
  readonly resolutionShards: number;
}

/** Its item, and the object that must be there before it. */
export function resolutionItem(
  places: ResolutionPlaces,
  arn: string,
  { resolution, nonce, arrival }: StoredResolution,
): { readonly item: Item; readonly object: StoredObject | undefined } {
  const { attempt, at } = resolution;
  const body = pack(writeResolution(resolution), arn);
  const isObject = body.length > inlineBytesMax;
  const key = resolutionObject(arn, resolution.incarnation, attempt, nonce);
  const item = itemOf({
    ...resolutionPlace(places, arn, resolution),
    o: nonce,
    w: arrival,
    b: isObject ? undefined : body,
    ...(isFinal(resolution) && { d: duePartition(places.letter, `${arn} ${attempt}`), u: at }),
  });
  return { item, object: isObject ? { key, body } : undefined };
}

export interface StoredObject {
  readonly key: string;
  readonly body: Uint8Array;
}

export async function readResolutionItem(
  arn: string,
  incarnation: number,
  attempt: number,
  item: Item,
  objects: Objects,
): Promise<StoredResolution> {
  const nonce = numberIn(item, "o") ?? 0;
  const body =
    bytesIn(item, "b") ?? (await objects.get(resolutionObject(arn, incarnation, attempt, nonce)));
  return {
    resolution: readResolution(unpack(body, arn)),
    nonce,
    arrival: textIn(item, "w"),
  };
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

export function resolutionObject(
  arn: string,
  incarnation: number,
  attempt: number,
  nonce: number,
): string {
  return objectKey(arn, incarnation, `answer-${attempt}-${nonce}`);
}

/** No ARN has one. */
const separator = "|";
