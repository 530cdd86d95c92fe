import type { HistoryEvent, HistoryEventType } from "../core/history-event.ts";
import { readDocument, writeDocument } from "../data/document.ts";
import { type ExecutionState, executionState } from "./execution-state.ts";
import type {
  ExecutionMeta,
  JournalMeta,
  JournalRecord,
  MapRunMeta,
  OwnCommand,
  Resolution,
} from "./journal-port.ts";
import { type LargeValue, type TextOf, ValuePacker, ValueUnpacker } from "./large-values.ts";
import { type MapRunState, mapRunState } from "./map-run-state.ts";
import { ObjectText } from "./object-text.ts";
import type { StateFormat } from "./state-format.ts";

/**
 * How records, META and resolutions become texts, so that every adapter which outlives the process
 * keeps the same. Readers know this format and the one before it (there is none before the first).
 */
export interface RecordFormat<Meta extends JournalMeta, State> {
  writeMeta(meta: Meta): string;
  readMeta(text: string): Meta;
  /** `position` is that of the record before; undefined: not known, or there is none. */
  writeRecord(record: JournalRecord<State>, position?: CheckpointPosition): WrittenRecord;
  /** `states` are those of the last checkpoint and of all records after it. */
  readHead(meta: Meta, states: readonly WrittenState[], textOf: TextOf): ReadHead<State>;
}

/** The number of the format that is written. */
const recordFormatNumber = 1;

/** What is stored of a record, besides its number, nonce, due and expiry. */
export interface WrittenRecord extends WrittenState {
  /** Whether `state` is the whole snapshot, not only what the record changed. */
  readonly isCheckpoint: boolean;
  readonly position: CheckpointPosition;
  readonly firstEventId: number;
  /** One less than `firstEventId` where there are no events. */
  readonly lastEventId: number;
  /** For `readEvents`; empty where there are no events. */
  readonly events: string;
  /** To be there before the record is. */
  readonly values: readonly LargeValue[];
}

export interface WrittenState {
  readonly format: number;
  readonly state: string;
}

/** Tells when the next checkpoint is due: when loading would read more than twice the snapshot. */
export interface CheckpointPosition {
  readonly checkpointBytes: number;
  readonly bytesSince: number;
}

export interface ReadHead<State> {
  readonly snapshot: State;
  readonly unconfirmed: readonly OwnCommand[];
}

export const executionFormat: RecordFormat<ExecutionMeta, ExecutionState> =
  formatOf(executionState);
export const mapRunFormat: RecordFormat<MapRunMeta, MapRunState> = formatOf(mapRunState);

function formatOf<Meta extends JournalMeta, State>(
  states: StateFormat<Meta, State>,
): RecordFormat<Meta, State> {
  return {
    writeMeta: (meta) => writeDocument(meta as never),
    readMeta: (text) => readDocument(text) as unknown as Meta,
    writeRecord: (record, position) => writeRecord(states, record, position),
    readHead: (meta, written, textOf) => {
      const unpacker = new ValueUnpacker(textOf);
      let snapshot = states.start(meta);
      let unconfirmed: readonly Packed[] = [];
      for (const { format, state } of written) {
        const { s, u = [] } = readText(format, state) as WrittenStep;
        snapshot = states.read(snapshot, s, unpacker, meta);
        unconfirmed = u;
      }
      return { snapshot, unconfirmed: unconfirmed.map((command) => unpacker.unpack(command)) };
    },
  };
}

type Packed = { readonly [field: string]: unknown };

interface WrittenStep {
  /** The state, or what changed of it. */
  readonly s: object;
  /** Unconfirmed commands; absent where there are none. */
  readonly u?: readonly Packed[] | undefined;
}

function writeRecord<State>(
  states: StateFormat<never, State>,
  { number, before, snapshot, events, unconfirmed }: JournalRecord<State>,
  position: CheckpointPosition | undefined,
): WrittenRecord {
  const packer = new ValuePacker();
  const isCheckpoint = number === 1 || position === undefined || isCheckpointDue(position);
  const step = new ObjectText();
  step.add(
    "s",
    isCheckpoint ? states.whole(snapshot, packer) : states.changes(before, snapshot, packer),
  );
  if (unconfirmed.length > 0) {
    const commands = unconfirmed.map((command) => packer.write(command, commandValues));
    step.add("u", `[${commands.join()}]`);
  }
  const state = step.toString();
  const firstEventId = events[0]?.id ?? 0;
  return {
    format: recordFormatNumber,
    state,
    isCheckpoint,
    position: isCheckpoint
      ? { checkpointBytes: state.length, bytesSince: 0 }
      : { ...position, bytesSince: position.bytesSince + state.length },
    firstEventId,
    lastEventId: firstEventId + events.length - 1,
    events: events.length === 0 ? "" : writeEvents(events, packer),
    values: packer.values,
  };
}

/** The user's documents in commands of ours. */
const commandValues: ReadonlySet<string> = new Set(["items", "itemKeys", "input", "variables"]);

function isCheckpointDue({ checkpointBytes, bytesSince }: CheckpointPosition): boolean {
  return bytesSince > Math.max(checkpointBytes, smallBytes);
}

/** Less than this is read at once anyway. */
const smallBytes = 4_096;

/** Type, previous event's id, instant, details; the ids count up from the record's first one. */
type WrittenEvent = readonly [HistoryEventType, number, number, Packed?];

function writeEvents(events: readonly HistoryEvent[], packer: ValuePacker): string {
  let text = "";
  let instantMs = 0;
  let instant = ",0";
  for (const { type, previousEventId, timestampMs, details } of events) {
    if (timestampMs !== instantMs) {
      instantMs = timestampMs;
      instant = `,${timestampMs}`;
    }
    const head = text === "" ? '[["' : ',["';
    const tail = details === undefined ? "]" : `,${packer.write(details)}]`;
    text += `${head}${type}",${previousEventId}${instant}${tail}`;
  }
  return `${text}]`;
}

/** The events of a record, by what `writeRecord` made of them. */
export function readEvents(
  { format, firstEventId, events }: Pick<WrittenRecord, "format" | "firstEventId" | "events">,
  textOf: TextOf,
): readonly HistoryEvent[] {
  if (events === "") return [];
  const unpacker = new ValueUnpacker(textOf);
  const written = readText(format, events) as readonly WrittenEvent[];
  return written.map(([type, previousEventId, timestampMs, details], place) => ({
    id: firstEventId + place,
    previousEventId,
    type,
    timestampMs,
    details: (details === undefined ? undefined : unpacker.unpack(details)) as never,
  }));
}

export function writeResolution(resolution: Resolution): string {
  return writeDocument(resolution as never);
}

export function readResolution(text: string): Resolution {
  return readDocument(text) as unknown as Resolution;
}

/** Thrown where a newer release has written: the caller leaves it to one. */
export class NewerFormat extends Error {}

function readText(format: number, text: string): unknown {
  if (format > recordFormatNumber) {
    const message = `a record has format ${format}, and this release reads up to ${recordFormatNumber}`;
    throw new NewerFormat(message);
  }
  return readDocument(text);
}
