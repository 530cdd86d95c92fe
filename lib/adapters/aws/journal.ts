import type { HistoryEvent } from "../../core/history-event.ts";
import type { MapRunSnapshot } from "../../core/map-run/map-run-snapshot.ts";
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
  MapRunMeta,
  Resolution,
} from "../../engine/journal-port.ts";
import { numberIn } from "./attributes.ts";
import { dueEntries } from "./due-index.ts";
import type { Item } from "./dynamodb-calls.ts";
import { EventReader } from "./event-reader.ts";
import { forgetExpired } from "./forget.ts";
import { type Consumed, consumedOf, type Head, Heads, type MetaState } from "./heads.ts";
import { executionKind, type JournalKind, mapRunKind } from "./journal-kinds.ts";
import { JournalReader, type Loaded, type Stores, storedBytes } from "./journal-reader.ts";
import { padded } from "./keys.ts";
import { listedIn, metaItem, readMetaState } from "./meta-items.ts";
import {
  type DueSlack,
  lazyDue,
  stateAfter,
  stateBefore,
  type Wanted,
  writeMetaState,
} from "./meta-state.ts";
import type { Objects } from "./objects.ts";
import { recordItem } from "./record-items.ts";
import { Resolutions } from "./resolutions.ts";
import { isAbsent } from "./table.ts";

export interface JournalSettings extends Stores {
  readonly objects: Objects;
  /** Tells what has expired. */
  now(): number;
  /** A number that nobody else has: it tells one write from another. */
  nonce(): number;
  /** Default: `lazyDue`. */
  readonly dueSlack?: DueSlack | undefined;
}

/** Keeps executions in a DynamoDB table, with what is large in a bucket. */
export function awsJournal(settings: JournalSettings): AwsJournal<ExecutionMeta, Snapshot> {
  return new AwsJournal(settings, executionKind);
}

/** Keeps Map Runs in the same table. */
export function awsMapRunJournal(
  settings: JournalSettings,
): AwsJournal<MapRunMeta, MapRunSnapshot> {
  return new AwsJournal(settings, mapRunKind);
}

/**
 * Keeps executions, or Map Runs. A record is one conditional put; META is written at the start, at
 * the end, and where it would be found too late. What must be found earlier is written before the
 * record, what later, after it: so whoever dies in between is found too early, never too late.
 */
export class AwsJournal<Meta extends JournalMeta, State> implements Journal<Meta, State> {
  private readonly settings: JournalSettings;
  private readonly kind: JournalKind<Meta, State>;
  private readonly reader: JournalReader<Meta, State>;
  private readonly eventReader: EventReader;
  private readonly resolutions: Resolutions;
  private readonly heads = new Heads();
  private readonly metas = new WeakMap<Head, Meta>();
  private readonly slack: DueSlack;
  private created = 0;

  constructor(settings: JournalSettings, kind: JournalKind<Meta, State>) {
    this.settings = settings;
    this.kind = kind;
    this.reader = new JournalReader(settings, kind);
    this.eventReader = new EventReader(settings);
    this.resolutions = new Resolutions(settings, kind);
    this.slack = settings.dueSlack ?? lazyDue;
  }

  async create(arn: string, meta: Meta): Promise<Meta | undefined> {
    const { table, values, now } = this.settings;
    const head = this.startedHead(arn, meta);
    const nonce = this.settings.nonce();
    const place = { arn, nonce, order: this.orderOf(meta), state: head.meta };
    const { item, value } = metaItem(this.kind, place, meta);
    if (value !== undefined) await values.put(head, [value]);
    const written = await table.put(item, {
      expression: `${isAbsent.expression} OR #e <= :now`,
      values: { now: now() },
    });
    const there = written.isDone ? undefined : written.there;
    if (there !== undefined && numberIn(there, "o") !== nonce) {
      return this.reader.meta(there);
    }
    this.heads.keep(head);
    return undefined;
  }

  /**
   * A wake-up says what META holds, since this is the first: appending its first record then reads
   * nothing. What is older may have come and gone, so it is looked at.
   */
  assume(arn: string, meta: Meta): void {
    if (this.heads.get(arn) !== undefined) return;
    const ageMs = this.settings.now() - meta.startedMs;
    if (ageMs < assumedMsMax) this.heads.keep(this.startedHead(arn, meta));
  }

  async load(arn: string): Promise<JournalHead<Meta, State> | undefined> {
    const loaded = await this.reader.load(arn);
    if (loaded === undefined || this.hasExpired(loaded.head.meta)) {
      this.heads.forget(arn);
      return undefined;
    }
    const { head, journalHead } = loaded;
    this.heads.keep(head);
    this.metas.set(head, journalHead.meta);
    await this.repair(loaded);
    return journalHead;
  }

  async append(arn: string, record: JournalRecord<State>): Promise<boolean> {
    const head = await this.headBefore(arn, record);
    if (head === undefined) return false;
    if (record.number <= head.number) return this.isThere(head, record);
    if (record.number !== head.number + 1) return false;
    const written = this.kind.format.writeRecord(record, this.position(head));
    const listed = JSON.stringify(this.kind.listed(await this.metaOf(head), record.snapshot));
    const { number, dueMs, expiresMs } = record;
    const wanted = { number, dueMs, expiresMs, listed };
    const before = stateBefore(head.meta, wanted, this.slack, this.settings.now());
    const consumed = consumedOf(head, record.consumed);
    const { item, value, bytes } = recordItem(head, record, written, { listed, consumed });
    await Promise.all([
      this.settings.values.put(head, value ? [...written.values, value] : written.values),
      before && this.move(head, before),
    ]);
    const isMoved = before === undefined || head.meta.edition === before.edition;
    if (!isMoved || !(await this.put(item, record.nonce))) {
      // Somebody else has gone on, perhaps from this very record, after it had seemed to fail.
      this.heads.forget(arn);
      return !isMoved && this.isThere(head, record);
    }
    Object.assign(head, {
      number,
      lastEventId: written.events === "" ? head.lastEventId : written.lastEventId,
      position: written.position,
      ...storedBytes({
        stored: written.isCheckpoint ? undefined : [head.checkpointBytes, head.tailBytes],
        bytes,
      }),
    });
    await this.settle(head, wanted, consumed);
    return true;
  }

  async events(arn: string, query: EventsQuery = {}): Promise<readonly HistoryEvent[]> {
    const { from, limit = Number.POSITIVE_INFINITY, newestFirst = false } = query;
    const item = await this.reader.metaItem(arn);
    if (item === undefined || this.hasExpired(readMetaState(item))) return [];
    const found: HistoryEvent[] = [];
    if (limit <= 0) return found;
    const incarnation = numberIn(item, "i") ?? 0;
    for await (const events of this.eventReader.events(arn, incarnation, query)) {
      for (const event of events) {
        if (from !== undefined && (newestFirst ? event.id > from : event.id < from)) continue;
        found.push(event);
        if (found.length >= limit) return found;
      }
    }
    return found;
  }

  async resolve(arn: string, resolution: Resolution): Promise<Resolution | undefined> {
    const known = this.heads.get(arn);
    const head = known?.incarnation === resolution.incarnation ? known : undefined;
    return this.resolutions.resolve(arn, resolution, head);
  }

  due(query: DueQuery): Promise<readonly DueEntry[]> {
    return dueEntries(this.settings, this.kind, query);
  }

  /** META has expired: deletes what belonged to it. */
  forget(arn: string): Promise<void> {
    this.heads.forget(arn);
    return forgetExpired(this.settings, this.kind, arn);
  }

  private hasExpired({ expiresMs }: MetaState): boolean {
    return expiresMs !== undefined && expiresMs <= this.settings.now();
  }

  private startedHead(arn: string, meta: Meta): Head {
    const head: Head = {
      arn,
      incarnation: meta.incarnation,
      listed: listedIn(this.kind, meta),
      valuesThere: new Set(),
      resolutions: new Map(),
      meta: {
        edition: 0,
        dueMs: meta.startedMs + this.slack.startMs,
        expiresMs: undefined,
        listed: JSON.stringify(this.kind.listed(meta, undefined)),
      },
      number: 0,
      lastEventId: 0,
      position: undefined,
      checkpointBytes: 0,
      tailBytes: 0,
    };
    this.metas.set(head, meta);
    return head;
  }

  /** What lists sort by: the start, then the order in which this process has created them. */
  private orderOf({ startedMs, incarnation }: Meta): string {
    const place = padded(this.created++ % createdMax, 4);
    return `${padded(startedMs, 9)}${place}${padded(incarnation, 11)}`;
  }

  /** Undefined: the record's incarnation is not there. What this process knows may be old. */
  private async headBefore(arn: string, record: JournalRecord<State>): Promise<Head | undefined> {
    const known = this.heads.get(arn);
    const isOf = (head: Head | undefined): head is Head =>
      head?.incarnation === record.incarnation && !this.hasExpired(head.meta);
    if (isOf(known) && known.number + 1 >= record.number) return known;
    await this.load(arn);
    const head = this.heads.get(arn);
    return isOf(head) ? head : undefined;
  }

  private async metaOf(head: Head): Promise<Meta> {
    const known = this.metas.get(head);
    if (known !== undefined) return known;
    const item = await this.reader.metaItem(head.arn);
    if (item === undefined) throw new Error(`META of ${head.arn} is gone`);
    return this.reader.meta(item);
  }

  /** Undefined: a whole snapshot is to be written, so that loading reads no more than it must. */
  private position({ position, checkpointBytes, tailBytes }: Head) {
    return tailBytes > Math.max(checkpointBytes, tailBytesMax) ? undefined : position;
  }

  /** True: the record is there, whoever has put it under this nonce. */
  private async put(item: Item, nonce: number): Promise<boolean> {
    const written = await this.settings.table.put(item, isAbsent);
    if (written.isDone) return true;
    return written.there !== undefined && numberIn(written.there, "o") === nonce;
  }

  /** The record was appended before: is it this one? What it obliges to is done again. */
  private async isThere(head: Head, record: JournalRecord<State>): Promise<boolean> {
    const there = await this.reader.record(head, record.number);
    if (there?.nonce !== record.nonce) return false;
    if (record.number === head.number) await this.settle(head, there, there.consumed);
    return true;
  }

  /**
   * What follows from a record that is won; whoever finds it undone does it. META goes before the
   * resolutions: as long as one is there a sweep finds the execution, whatever META says.
   */
  private async settle(head: Head, won: Wanted, consumed: readonly Consumed[]): Promise<void> {
    const after = stateAfter(head.meta, won, this.slack, this.settings.now());
    if (after !== undefined) await this.move(head, after);
    await this.resolutions.delete(head, consumed);
  }

  private async move(head: Head, state: MetaState): Promise<void> {
    const { table } = this.settings;
    if (await writeMetaState(table, this.kind, head, state)) head.meta = state;
  }

  /** Who finds META behind the journal, or answers that a record has taken in, repairs it. */
  private async repair({ head, records, leftBehind }: Loaded<Meta, State>): Promise<void> {
    const last = records.at(-1);
    if (last !== undefined) await this.settle(head, last, leftBehind);
  }
}

/** Older messages may be repeats of what has ended and expired. */
const assumedMsMax = 900_000;
/** Records after a checkpoint, in bytes of the table, unless the checkpoint is larger. */
const tailBytesMax = 24_576;
/** Four digits in base 36. */
const createdMax = 36 ** 4;
