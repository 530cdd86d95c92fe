import type { JournalRecord } from "../../engine/journal-port.ts";
import type { CheckpointPosition, WrittenRecord } from "../../engine/record-format.ts";
import { bytesIn, itemOf, numberIn, textIn } from "./attributes.ts";
import { pack, unpack } from "./compression.ts";
import type { Item } from "./dynamodb-calls.ts";
import type { Head } from "./heads.ts";
import { readSortKey, recordKey } from "./keys.ts";
import type { Objects } from "./objects.ts";
import { inlineBytesMax, objectKey } from "./values.ts";

/** A record as it was read. */
export interface StoredRecord extends RecordHeader {
  readonly number: number;
  readonly nonce: number;
  readonly firstEventId: number;
  readonly state: string;
  readonly events: string;
  /** Of its item, and of the object that goes with it. */
  readonly bytes: number;
}

/** What a record says besides its texts. */
export interface RecordHeader {
  readonly format: number;
  readonly lastEventId: number;
  readonly position: CheckpointPosition;
  /** Bytes in the table before this record: of the last checkpoint, and of the records after it. */
  readonly stored: readonly [checkpointBytes: number, tailBytes: number] | undefined;
  readonly dueMs: number | undefined;
  readonly expiresMs: number | undefined;
  /** A ListedState's text. */
  readonly listed: string;
  /** The resolutions that it has taken in: attempt and nonce. */
  readonly consumed: readonly (readonly [attempt: number, nonce: number])[];
}

/** A record's item, and the object that must be there before it. */
export interface RecordItem {
  readonly item: Item;
  readonly object: { readonly key: string; readonly body: Uint8Array } | undefined;
  readonly bytes: number;
}

export function recordItem(
  head: Head,
  { number, nonce, dueMs, expiresMs, consumed }: JournalRecord<unknown>,
  written: WrittenRecord,
  listed: string,
): RecordItem {
  const { arn, incarnation } = head;
  const isQuiet = written.events === "";
  const header: WrittenHeader = [
    written.format,
    isQuiet ? head.lastEventId : written.lastEventId,
    [written.position.checkpointBytes, written.position.bytesSince],
    written.isCheckpoint ? 0 : [head.checkpointBytes, head.tailBytes],
    dueMs ?? 0,
    expiresMs ?? 0,
    listed,
    consumed.map((attempt) => [attempt, head.resolutions.get(attempt)?.nonce ?? 0]),
  ];
  const text = `${JSON.stringify(header)}\n${written.state}\n${written.events}`;
  const body = pack(text, arn);
  const isObject = body.length > inlineBytesMax;
  const item = itemOf({
    ...recordKey(arn, incarnation, number),
    o: nonce,
    f: isQuiet ? head.lastEventId + 1 : written.firstEventId,
    b: isObject ? undefined : body,
  });
  const key = recordObject(arn, incarnation, number, nonce);
  return {
    item,
    object: isObject ? { key, body } : undefined,
    bytes: body.length + itemOverhead,
  };
}

export async function readRecord(
  item: Item,
  incarnation: number,
  objects: Objects,
): Promise<StoredRecord> {
  const arn = textIn(item, "pk");
  const { number } = readSortKey(textIn(item, "sk"));
  const nonce = numberIn(item, "o") ?? 0;
  const body =
    bytesIn(item, "b") ?? (await objects.get(recordObject(arn, incarnation, number, nonce)));
  const [header = "", state = "", events = ""] = unpack(body, arn).split("\n");
  const [
    format,
    lastEventId,
    [checkpointBytes, bytesSince],
    stored,
    due,
    expires,
    listed,
    consumed,
  ] = JSON.parse(header) as WrittenHeader;
  return {
    number,
    nonce,
    firstEventId: numberIn(item, "f") ?? 0,
    state,
    events,
    bytes: body.length + itemOverhead,
    format,
    lastEventId,
    position: { checkpointBytes, bytesSince },
    stored: stored === 0 ? undefined : stored,
    dueMs: due === 0 ? undefined : due,
    expiresMs: expires === 0 ? undefined : expires,
    listed,
    consumed,
  };
}

/** The key of a record's object: of each writer another, since only one of them wins. */
export function recordObject(
  arn: string,
  incarnation: number,
  number: number,
  nonce: number,
): string {
  return objectKey(arn, incarnation, `${number}-${nonce}`);
}

type WrittenHeader = readonly [
  format: number,
  lastEventId: number,
  position: readonly [number, number],
  stored: readonly [number, number] | 0,
  dueMs: number,
  expiresMs: number,
  listed: string,
  consumed: readonly (readonly [number, number])[],
];

/** What an item has besides its body, about. */
const itemOverhead = 150;
