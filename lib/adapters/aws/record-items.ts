import { createHash } from "node:crypto";
import type { JournalRecord } from "../../engine/journal-port.ts";
import type { LargeValue } from "../../engine/large-values.ts";
import type { CheckpointPosition, WrittenRecord } from "../../engine/record-format.ts";
import { bytesIn, itemOf, numberIn, textIn } from "./attributes.ts";
import { pack, unpack } from "./compression.ts";
import type { Item } from "./dynamodb-calls.ts";
import type { Consumed, Head } from "./heads.ts";
import { readSortKey, recordKey } from "./keys.ts";
import { inlineBytesMax, type ValueOwner, type Values } from "./values.ts";

/** A record as it was read. */
export interface StoredRecord extends RecordHeader {
  readonly number: number;
  readonly nonce: number;
  readonly firstEventId: number;
  readonly state: string;
  readonly events: string;
  /** Of its item, and of the value that goes with it. */
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
  /** The resolutions that it has taken in. */
  readonly consumed: readonly Consumed[];
}

/** A record's item, and the value that must be there before it, if it is large. */
export interface RecordItem {
  readonly item: Item;
  readonly value: LargeValue | undefined;
  readonly bytes: number;
}

export function recordItem(
  head: Head,
  { number, nonce, dueMs, expiresMs }: JournalRecord<unknown>,
  written: WrittenRecord,
  { listed, consumed }: Pick<RecordHeader, "listed" | "consumed">,
): RecordItem {
  const { arn, incarnation } = head;
  const isQuiet = written.events === "";
  const header: WrittenHeader = [
    written.format,
    isQuiet ? head.lastEventId : written.lastEventId,
    [written.position.checkpointBytes, written.position.bytesSince],
    written.isCheckpoint ? 0 : [head.checkpointBytes, head.tailBytes],
    dueMs ?? never,
    expiresMs ?? never,
    listed,
    consumed,
  ];
  const text = `${JSON.stringify(header)}\n${written.state}\n${written.events}`;
  const body = pack(text, arn);
  const value = body.length > inlineBytesMax ? recordValue(text) : undefined;
  const item = itemOf({
    ...recordKey(arn, incarnation, number),
    o: nonce,
    f: isQuiet ? head.lastEventId + 1 : written.firstEventId,
    b: value === undefined ? body : undefined,
    h: value && Buffer.from(value.hash, "hex"),
    z: value && body.length,
  });
  return { item, value, bytes: body.length + itemOverhead };
}

function recordValue(text: string): LargeValue {
  return { hash: createHash("sha256").update(text).digest("hex"), text: () => text };
}

export async function readRecord(
  item: Item,
  owner: ValueOwner,
  values: Values,
): Promise<StoredRecord> {
  const { number } = readSortKey(textIn(item, "sk"));
  const { text, bytes } = await textOf(item, owner, values);
  const [header = "", state = "", events = ""] = text.split("\n");
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
    nonce: numberIn(item, "o") ?? 0,
    firstEventId: numberIn(item, "f") ?? 0,
    state,
    events,
    bytes: bytes + itemOverhead,
    format,
    lastEventId,
    position: { checkpointBytes, bytesSince },
    stored: stored === 0 ? undefined : stored,
    dueMs: due === never ? undefined : due,
    expiresMs: expires === never ? undefined : expires,
    listed,
    consumed,
  };
}

async function textOf(item: Item, owner: ValueOwner, values: Values) {
  const body = bytesIn(item, "b");
  if (body !== undefined) return { text: unpack(body, owner.arn), bytes: body.length };
  const hash = Buffer.from(bytesIn(item, "h") ?? []).toString("hex");
  const read = await values.read(owner, [hash]);
  const text = read(hash);
  if (text === undefined) throw new Error(`a record of ${owner.arn} names no value`);
  return { text, bytes: numberIn(item, "z") ?? 0 };
}

type WrittenHeader = readonly [
  format: number,
  lastEventId: number,
  position: readonly [number, number],
  stored: readonly [number, number] | 0,
  dueMs: number,
  expiresMs: number,
  listed: string,
  consumed: readonly Consumed[],
];

/** Before all instants. */
const never = -1;

/** What an item has besides its body, about. */
const itemOverhead = 150;
