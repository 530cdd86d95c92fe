import type { HistoryEvent } from "../../core/history-event.ts";
import type { Snapshot } from "../../core/snapshot.ts";
import type {
  DueEntry,
  DueQuery,
  EventsQuery,
  ExecutionMeta,
  Journal,
  JournalHead,
  JournalMeta,
  JournalRecord,
  OwnCommand,
  Resolution,
} from "../../engine/journal-port.ts";
import { isFinal, replaces } from "../../engine/replaces.ts";

/** Keeps executions, or Map Runs, in memory. Everything is answered at once. */
export class MemoryJournal<Meta extends JournalMeta = ExecutionMeta, State = Snapshot>
  implements Journal<Meta, State>
{
  private readonly entries = new Map<string, Entry<Meta, State>>();
  private readonly options: MemoryJournalOptions<State>;

  constructor(options: MemoryJournalOptions<State> = {}) {
    this.options = options;
  }

  create(arn: string, meta: Meta): Meta | undefined {
    const there = this.find(arn);
    if (there !== undefined) return there.meta;
    this.entries.set(arn, new Entry(meta));
    return undefined;
  }

  load(arn: string): JournalHead<Meta, State> | undefined {
    const entry = this.find(arn);
    if (entry === undefined) return undefined;
    const { meta, snapshot, unconfirmed, resolutions } = entry;
    const { reread } = this.options;
    return {
      meta,
      number: entry.records.length,
      snapshot: reread === undefined || snapshot === undefined ? snapshot : reread(snapshot),
      unconfirmed,
      resolutions: resolutions === undefined ? none : [...resolutions.values()],
    };
  }

  /** All that is kept, in the order in which it was created. */
  *all(): Generator<{ readonly meta: Meta; readonly snapshot: State | undefined }> {
    for (const arn of this.entries.keys()) {
      const entry = this.find(arn);
      if (entry !== undefined) yield { meta: entry.meta, snapshot: entry.snapshot };
    }
  }

  append(arn: string, record: JournalRecord<State>): boolean {
    const entry = this.find(arn);
    if (entry?.meta.incarnation !== record.incarnation) return false;
    const there = entry.records[record.number - 1];
    if (there !== undefined) return there.nonce === record.nonce;
    if (record.number !== entry.records.length + 1) return false;
    entry.add(record);
    return true;
  }

  events(arn: string, query: EventsQuery = {}): readonly HistoryEvent[] {
    const entry = this.find(arn);
    if (entry === undefined) return [];
    const { newestFirst = false, limit = Number.POSITIVE_INFINITY } = query;
    const { from = newestFirst ? Number.POSITIVE_INFINITY : 1 } = query;
    const [first] = entry.records;
    const isWhole = from === 1 && limit === Number.POSITIVE_INFINITY && !newestFirst;
    if (isWhole && first !== undefined && entry.records.length === 1) return first.events;
    return newestFirst ? entry.eventsBack(from, limit) : entry.eventsOn(from, limit);
  }

  resolve(arn: string, resolution: Resolution): Resolution | undefined {
    const entry = this.find(arn);
    if (entry?.meta.incarnation !== resolution.incarnation) return undefined;
    entry.resolutions ??= new Map();
    const { attempt } = resolution;
    const there = entry.resolutions.get(attempt);
    if (there !== undefined && !replaces(resolution, there)) return there;
    entry.resolutions.set(attempt, resolution);
    if (isFinal(resolution)) {
      entry.dueMs = Math.min(entry.dueMs ?? resolution.at, resolution.at);
    }
    return undefined;
  }

  due({ beforeMs, after, limit }: DueQuery): readonly DueEntry[] {
    const found: DueEntry[] = [];
    for (const [arn, { dueMs }] of this.entries) {
      if (dueMs === undefined || dueMs > beforeMs || this.find(arn) === undefined) continue;
      const entry = { arn, dueMs };
      if (after === undefined || inOrder(after, entry) < 0) found.push(entry);
    }
    return found.sort(inOrder).slice(0, limit);
  }

  /** All that is kept, in the order in which it was created. */
  *heads(): Generator<readonly [Meta, State | undefined]> {
    for (const { meta, snapshot } of this.entries.values()) yield [meta, snapshot];
  }

  private find(arn: string): Entry<Meta, State> | undefined {
    const entry = this.entries.get(arn);
    if (entry?.expiresMs === undefined) return entry;
    const { now } = this.options;
    if (now === undefined || entry.expiresMs > now()) return entry;
    this.entries.delete(arn);
    return undefined;
  }
}

export interface MemoryJournalOptions<State> {
  /** Tells what has expired; without it nothing does. */
  readonly now?: (() => number) | undefined;
  /** What each load makes of the last snapshot: tests read its text anew. */
  readonly reread?: ((snapshot: State) => State) | undefined;
}

/** What is kept of a record: of the snapshots only the last one is ever read. */
type StoredRecord = Pick<JournalRecord, "number" | "nonce" | "events">;

class Entry<Meta extends JournalMeta, State> {
  readonly meta: Meta;
  readonly records: StoredRecord[] = [];
  resolutions: Map<number, Resolution> | undefined;
  snapshot: State | undefined;
  unconfirmed: readonly OwnCommand[] = nothingUnconfirmed;
  dueMs: number | undefined;
  expiresMs: number | undefined;

  constructor(meta: Meta) {
    this.meta = meta;
    this.dueMs = meta.startedMs;
  }

  add(record: JournalRecord<State>): void {
    const { number, nonce, events, snapshot, unconfirmed, dueMs, expiresMs, consumed } = record;
    this.records.push({ number, nonce, events });
    this.snapshot = snapshot;
    this.unconfirmed = unconfirmed;
    for (const attempt of consumed) this.resolutions?.delete(attempt);
    this.dueMs = dueMs;
    this.expiresMs = expiresMs;
    for (const resolution of this.resolutions?.values() ?? []) {
      const { at } = resolution;
      if (isFinal(resolution)) this.dueMs = Math.min(this.dueMs ?? at, at);
    }
  }

  eventsOn(from: number, limit: number): readonly HistoryEvent[] {
    const events: HistoryEvent[] = [];
    for (let at = this.recordOf(from); at < this.records.length; at++) {
      for (const event of this.records[at]?.events ?? []) {
        if (events.length >= limit) return events;
        if (event.id >= from) events.push(event);
      }
    }
    return events;
  }

  eventsBack(from: number, limit: number): readonly HistoryEvent[] {
    const events: HistoryEvent[] = [];
    const last = Math.min(this.recordOf(from), this.records.length - 1);
    for (let at = last; at >= 0; at--) {
      const own = this.records[at]?.events ?? [];
      for (let index = own.length - 1; index >= 0; index--) {
        const event = own[index];
        if (events.length >= limit) return events;
        if (event !== undefined && event.id <= from) events.push(event);
      }
    }
    return events;
  }

  /** Where the first record stands that has the event or a later one. */
  private recordOf(eventId: number): number {
    let [low, high] = [0, this.records.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.lastEventId(middle) < eventId) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The id of the last event up to and with a record. */
  private lastEventId(at: number): number {
    for (let index = at; index >= 0; index--) {
      const last = this.records[index]?.events.at(-1);
      if (last !== undefined) return last.id;
    }
    return 0;
  }
}

function inOrder(left: DueEntry, right: DueEntry): number {
  if (left.dueMs !== right.dueMs) return left.dueMs - right.dueMs;
  return left.arn < right.arn ? -1 : Number(left.arn > right.arn);
}

const none: readonly Resolution[] = [];
const nothingUnconfirmed: readonly OwnCommand[] = [];
