import type { DueEntry, DueQuery } from "../../engine/journal-port.ts";
import type { WakeQueue } from "../../engine/ports.ts";
import { MemoryWakeQueue } from "../memory/wake-queue.ts";

/** A journal that answers at once. */
export interface DueIndex {
  due(query: DueQuery): readonly DueEntry[];
  /** Is it due at that very instant? */
  isDueAt(arn: string, dueMs: number): boolean;
}

/**
 * Wake-ups of this process. Alarms that the journals know are read from them when they are due, so
 * that executions which wait cost no memory, and those that a former process left go on.
 */
export class SqliteWakeQueue implements WakeQueue {
  private readonly queue = new MemoryWakeQueue();
  private readonly indexes: readonly Index[];
  private readonly now: () => number;

  constructor(journals: readonly DueIndex[], now: () => number) {
    this.now = now;
    this.indexes = journals.map((journal) => new Index(journal));
  }

  /** Called when a wake-up has arrived: somebody may be waiting for one. */
  set arrived(arrived: (() => void) | undefined) {
    this.queue.arrived = arrived;
  }

  get arrived(): (() => void) | undefined {
    return this.queue.arrived;
  }

  send(arn: string): void {
    this.queue.send(arn);
  }

  setAlarm(arn: string, at: number | undefined, isKept: boolean): void {
    // While a resolution waits, the index has an earlier instant, and that may have been read.
    const isLeft = isKept && at !== undefined && at > this.now() && this.leave(arn, at);
    this.queue.setAlarm(arn, isLeft ? undefined : at);
    if (isLeft) this.queue.arrived?.();
  }

  /** What is to be looked at now: what was sent for, then what is due. */
  take(now: number): string | undefined {
    const arn = this.queue.take(now);
    if (arn !== undefined) return arn;
    for (const index of this.indexes) {
      for (const due of index.read(now)) this.queue.setAlarm(due.arn, due.dueMs);
    }
    return this.queue.take(now);
  }

  /** When something will be due. */
  nextAlarm(): number | undefined {
    const instants = this.indexes.map((index) => index.nextMs);
    const next = Math.min(this.queue.nextAlarm() ?? never, ...instants);
    return next === never ? undefined : next;
  }

  /** Will it be found in a journal at that instant? */
  private leave(arn: string, at: number): boolean {
    return this.indexes.some((index) => index.leave(arn, at));
  }
}

/** A journal's due index, read once from its beginning to its end as time passes. */
class Index {
  /** When the first entry is due that was not read; earlier, if it has moved since. */
  nextMs: number;
  private readonly journal: DueIndex;
  private last: DueEntry = { arn: "", dueMs: -1 };

  constructor(journal: DueIndex) {
    this.journal = journal;
    this.nextMs = this.findNext();
  }

  /** Will it be read then? */
  leave(arn: string, at: number): boolean {
    // Or the clock has gone back.
    if (at <= this.last.dueMs || !this.journal.isDueAt(arn, at)) return false;
    this.nextMs = Math.min(this.nextMs, at);
    return true;
  }

  /** Some of what is due by now and was not read. */
  read(now: number): readonly DueEntry[] {
    if (this.nextMs > now) return [];
    const page = this.journal.due({ beforeMs: now, after: this.last, limit: pageLength });
    this.last = page.at(-1) ?? { arn: lastArn, dueMs: Math.max(now, this.last.dueMs) };
    this.nextMs = this.findNext();
    return page;
  }

  private findNext(): number {
    const [entry] = this.journal.due({ beforeMs: never, after: this.last, limit: 1 });
    return entry?.dueMs ?? never;
  }
}

const never = Number.MAX_SAFE_INTEGER;
/** Comes after all. */
const lastArn = "\uffff";
const pageLength = 1_000;
