import { numberIn, textIn } from "../../../lib/adapters/aws/attributes.ts";
import type { Item } from "../../../lib/adapters/aws/dynamodb-calls.ts";
import { readSortKey } from "../../../lib/adapters/aws/keys.ts";
import type { HistoryEvent } from "../../../lib/core/history-event.ts";
import type { Snapshot } from "../../../lib/core/snapshot.ts";
import type { ExecutionMeta, JournalRecord } from "../../../lib/engine/journal-port.ts";
import type { Book } from "../journal-book.ts";

/** An execution, as it is recorded by now. */
export interface Recorded {
  readonly meta: ExecutionMeta;
  readonly events: HistoryEvent[];
  snapshot: Snapshot | undefined;
  unconfirmed: number;
  records: number;
  /** When its last record was put. */
  lastMs: number;
}

export function isRunning({ snapshot }: Recorded): boolean {
  return snapshot === undefined || snapshot.status === "RUNNING";
}

/** Hears of each record that is put, with whoever has put it. */
export type Heard<W> = (writer: W, arn: string, record: JournalRecord) => void;

/**
 * What the table has of executions: what writers say that they are about to put, once an item of
 * the table is it.
 */
export class WrittenBook<W> implements Book {
  readonly executions = new Map<string, Recorded>();
  /** How many of them do not run any more. */
  ended = 0;
  private readonly records = new Map<number, [W, string, JournalRecord]>();
  private readonly metas = new Map<string, ExecutionMeta>();
  private readonly heard: Heard<W>;
  private readonly now: () => number;

  constructor(heard: Heard<W>, now: () => number) {
    this.heard = heard;
    this.now = now;
  }

  /** Somebody is about to put it. */
  writes(writer: W, arn: string, record: JournalRecord): void {
    this.records.set(record.nonce, [writer, arn, record]);
  }

  creates(arn: string, meta: ExecutionMeta): void {
    this.metas.set(`${arn} ${meta.incarnation}`, meta);
  }

  /** An item was put. */
  stored(item: Item): void {
    const { kind } = readSortKey(textIn(item, "sk"));
    if (kind === "meta") this.created(item);
    if (kind !== "record") return;
    const written = this.records.get(numberIn(item, "o") ?? 0);
    if (written === undefined) return;
    const [writer, arn, record] = written;
    const recorded = this.executions.get(arn);
    if (recorded?.meta.incarnation !== record.incarnation) return;
    const wasRunning = isRunning(recorded);
    recorded.events.push(...record.events);
    recorded.snapshot = record.snapshot;
    recorded.unconfirmed = record.unconfirmed.length;
    recorded.records++;
    recorded.lastMs = this.now();
    this.ended += Number(wasRunning) - Number(isRunning(recorded));
    this.heard(writer, arn, record);
  }

  /** The META that an item is. */
  pendingMeta(item: Item): ExecutionMeta | undefined {
    return this.metas.get(`${textIn(item, "pk")} ${numberIn(item, "i")}`);
  }

  private created(item: Item): void {
    const arn = textIn(item, "pk");
    const meta = this.pendingMeta(item);
    if (meta === undefined) return;
    const lastMs = this.now();
    const nothing = { snapshot: undefined, unconfirmed: 0, records: 0, lastMs };
    this.forget(arn);
    this.executions.set(arn, { meta, events: [], ...nothing });
  }

  /** Nothing is kept of the execution any more. */
  forget(arn: string): void {
    const there = this.executions.get(arn);
    if (there !== undefined && !isRunning(there)) this.ended--;
    this.executions.delete(arn);
  }

  events(arn: string): readonly HistoryEvent[] {
    return this.executions.get(arn)?.events ?? [];
  }

  has(arn: string): boolean {
    return this.executions.has(arn);
  }

  recorded(arn: string): { readonly redriveCount: number } {
    return this.executions.get(arn)?.snapshot ?? { redriveCount: 0 };
  }

  runningChildren(mapRunArn: string | undefined, but: string): number {
    let running = 0;
    for (const { meta, snapshot } of this.executions.values()) {
      const isOurs = meta.info.mapRunArn === mapRunArn && meta.info.executionArn !== but;
      if (isOurs && (snapshot?.status ?? "RUNNING") === "RUNNING") running++;
    }
    return running;
  }
}
