import type { HistoryEvent } from "../../core/history-event.ts";
import type { Snapshot } from "../../core/snapshot.ts";
import { readSnapshot, writeSnapshot } from "../../core/snapshot-json.ts";
import type {
  ExecutionMeta,
  Journal,
  JournalHead,
  JournalRecord,
  Resolution,
} from "../../engine/ports.ts";

/** Keeps executions in memory: for tests. Everything is answered at once. */
export class MemoryJournal implements Journal {
  private readonly executions = new Map<string, Entry>();
  private readonly asText: boolean;

  /** `asText` keeps each snapshot as its JSON text, so that every load reads it anew. */
  constructor(asText = false) {
    this.asText = asText;
  }

  create(meta: ExecutionMeta): ExecutionMeta | undefined {
    const { executionArn } = meta.info;
    const there = this.executions.get(executionArn);
    if (there !== undefined) return there.meta;
    this.executions.set(executionArn, new Entry(meta));
    return undefined;
  }

  load(executionArn: string): JournalHead | undefined {
    const entry = this.executions.get(executionArn);
    if (entry === undefined) return undefined;
    return { meta: entry.meta, number: entry.records.length, snapshot: entry.snapshot };
  }

  append(executionArn: string, record: JournalRecord): boolean {
    const entry = this.entry(executionArn);
    const there = entry.records[record.number - 1];
    if (there !== undefined) return there.nonce === record.nonce;
    if (record.number !== entry.records.length + 1) return false;
    entry.add(record, this.asText);
    return true;
  }

  events(executionArn: string, from = 1): readonly HistoryEvent[] {
    const entry = this.executions.get(executionArn);
    if (entry === undefined) return [];
    const [first] = entry.records;
    if (from === 1 && first !== undefined && entry.records.length === 1) return first.events;
    const events: HistoryEvent[] = [];
    for (const record of entry.records) {
      const last = record.events.at(-1);
      if (last === undefined || last.id < from) continue;
      for (const event of record.events) if (event.id >= from) events.push(event);
    }
    return events;
  }

  resolve(executionArn: string, resolution: Resolution): Resolution | undefined {
    const entry = this.entry(executionArn);
    entry.resolutions ??= new Map();
    const there = entry.resolutions.get(resolution.attempt);
    if (there !== undefined) return there;
    entry.resolutions.set(resolution.attempt, resolution);
    return undefined;
  }

  resolutions(executionArn: string): readonly Resolution[] {
    const { resolutions } = this.entry(executionArn);
    return resolutions === undefined ? none : [...resolutions.values()];
  }

  private entry(executionArn: string): Entry {
    const entry = this.executions.get(executionArn);
    if (entry === undefined) throw new Error(`no execution ${executionArn} in the journal`);
    return entry;
  }
}

/** What is kept of a record: of the snapshots only the last one is ever read. */
type StoredRecord = Pick<JournalRecord, "number" | "nonce" | "events">;

class Entry {
  readonly meta: ExecutionMeta;
  readonly records: StoredRecord[] = [];
  resolutions: Map<number, Resolution> | undefined;
  private last: Snapshot | string | undefined;

  constructor(meta: ExecutionMeta) {
    this.meta = meta;
  }

  get snapshot(): Snapshot | undefined {
    return typeof this.last === "string" ? readSnapshot(this.last) : this.last;
  }

  add(record: JournalRecord, asText: boolean): void {
    const { number, nonce, events } = record;
    this.records.push({ number, nonce, events });
    this.last = asText ? writeSnapshot(record.snapshot) : record.snapshot;
    for (const attempt of record.consumed) this.resolutions?.delete(attempt);
  }
}

const none: readonly Resolution[] = [];
