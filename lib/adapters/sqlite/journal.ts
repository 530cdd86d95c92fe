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
import { type ReadHead, type WrittenRecord, writeResolution } from "../../engine/record-format.ts";
import { isFinal, replaces } from "../../engine/replaces.ts";
import { checksum } from "./checksum.ts";
import type { Database } from "./database.ts";
import { type Head, Heads, smallTextMax } from "./heads.ts";
import { executionKind, type JournalKind, mapRunKind } from "./journal-kinds.ts";
import { JournalReader } from "./journal-reader.ts";
import { type JournalStatements, journalStatements } from "./journal-statements.ts";
import { ownerNumber } from "./listing.ts";
import { Retention } from "./retention.ts";
import { journalChecksum, recordChecksum } from "./rows.ts";

/** Keeps executions in a database. `now` tells what has expired. */
export function sqliteJournal(
  database: Database,
  now: () => number,
): SqliteJournal<ExecutionMeta, Snapshot> {
  return new SqliteJournal(database, now, executionKind);
}

/** Keeps Map Runs in a database. */
export function sqliteMapRunJournal(
  database: Database,
  now: () => number,
): SqliteJournal<MapRunMeta, MapRunSnapshot> {
  return new SqliteJournal(database, now, mapRunKind);
}

/** Keeps executions, or Map Runs. Reads are answered at once, writes when they are on the disk. */
class SqliteJournal<Meta extends JournalMeta, State extends ListedState>
  implements Journal<Meta, State>
{
  private readonly database: Database;
  private readonly now: () => number;
  private readonly kind: JournalKind<Meta, State>;
  private readonly statements: JournalStatements;
  private readonly reader: JournalReader<Meta, State>;
  private readonly heads: Heads<Meta, State>;
  private readonly retention: Retention;

  constructor(database: Database, now: () => number, kind: JournalKind<Meta, State>) {
    this.database = database;
    this.now = now;
    this.kind = kind;
    this.statements = journalStatements(database);
    this.reader = new JournalReader(database, this.statements, kind.format);
    this.heads = new Heads(database, this.statements, (id) => this.reader.resolutions(id));
    this.retention = new Retention(database);
    database.onForget(() => this.heads.clear());
  }

  create(arn: string, meta: Meta): Promise<Meta | undefined> {
    return this.database.write(() => {
      const there = this.heads.find(arn);
      if (there !== undefined) {
        if (!this.hasExpired(there)) return this.reader.meta(there);
        this.retention.forget(there.id);
      }
      this.heads.keep(arn, this.insert(arn, meta));
      return undefined;
    });
  }

  load(arn: string): JournalHead<Meta, State> | undefined {
    const head = this.find(arn);
    return head === undefined ? undefined : this.reader.head(head);
  }

  append(arn: string, record: JournalRecord<State>): Promise<boolean> {
    return this.database.write(() => {
      const head = this.find(arn);
      if (head?.incarnation !== record.incarnation) return false;
      if (record.number <= head.number) {
        return this.statements.nonce.get(head.id, record.number)?.nonce === record.nonce;
      }
      if (record.number !== head.number + 1) return false;
      this.add(head, record);
      return true;
    });
  }

  events(arn: string, query: EventsQuery = {}): readonly HistoryEvent[] {
    const head = this.find(arn);
    return head === undefined ? [] : this.reader.events(head, query);
  }

  resolve(arn: string, resolution: Resolution): Promise<Resolution | undefined> {
    return this.database.write(() => {
      const head = this.find(arn);
      if (head?.incarnation !== resolution.incarnation) return undefined;
      const { attempt, at } = resolution;
      const there = this.reader.resolution(head.id, attempt);
      if (there !== undefined && !replaces(resolution, there)) return there;
      const body = writeResolution(resolution);
      this.statements.resolve.run(head.id, attempt, checksum(head.id + attempt, body), body);
      head.hasResolutions = true;
      if (!isFinal(resolution)) return undefined;
      head.resolved.set(attempt, at);
      head.dueMs = Math.min(head.dueMs ?? at, at);
      this.save(head);
      return undefined;
    });
  }

  due({ beforeMs, after, limit }: DueQuery): readonly DueEntry[] {
    const { dueMs = -1, arn = "" } = after ?? {};
    const { number } = this.kind;
    const rows = this.statements.due.all(number, beforeMs, dueMs, arn, this.now(), limit);
    return rows as unknown as DueEntry[];
  }

  /** Is it due at that very instant? */
  isDueAt(arn: string, dueMs: number): boolean {
    return this.find(arn)?.dueMs === dueMs;
  }

  private find(arn: string): Head<Meta, State> | undefined {
    const head = this.heads.find(arn);
    return head === undefined || this.hasExpired(head) ? undefined : head;
  }

  private hasExpired({ expiresMs }: Head<Meta, State>): boolean {
    return expiresMs !== undefined && expiresMs <= this.now();
  }

  private insert(arn: string, meta: Meta): Head<Meta, State> {
    const { incarnation, startedMs } = meta;
    const { number, listing, format } = this.kind;
    const summary = listing.summary(meta, undefined);
    const code = 0;
    const text = JSON.stringify(summary);
    const columns = { kind: number, incarnation, code, due_ms: startedMs, expires_ms: null };
    const { lastInsertRowid } = this.statements.create.run(
      number,
      arn,
      incarnation,
      code,
      startedMs,
      journalChecksum(columns),
      checksum(arn, text),
      text,
    );
    const id = Number(lastInsertRowid);
    const body = format.writeMeta(meta);
    this.statements.createMeta.run(id, checksum(id, body), body);
    for (const owner of listing.owners(summary)) {
      this.statements.list.run(ownerNumber(owner), code, id);
    }
    return {
      id,
      incarnation,
      code,
      dueMs: startedMs,
      expiresMs: undefined,
      number: 0,
      lastEventId: 0,
      base: 0,
      position: undefined,
      resolved: new Map(),
      hasResolutions: false,
      meta: body.length <= smallTextMax ? meta : undefined,
      left: undefined,
    };
  }

  private add(head: Head<Meta, State>, record: JournalRecord<State>): void {
    const written = this.kind.format.writeRecord(record, head.position);
    const left = this.leftBy(head, record, written);
    this.addRow(head, record, written);
    head.left = left;
    for (const attempt of record.consumed) {
      this.statements.consume.run(head.id, attempt);
      head.resolved.delete(attempt);
    }
    const { before, snapshot, expiresMs } = record;
    const dueMs = this.dueAfter(head, record.dueMs);
    const moves =
      before.status !== snapshot.status || before.redriveCount !== snapshot.redriveCount;
    if (moves) this.relist(head, snapshot);
    else if (dueMs === head.dueMs && expiresMs === head.expiresMs) return;
    Object.assign(head, { dueMs, expiresMs });
    this.save(head);
  }

  /** What the record leaves, if nothing of it is large. */
  private leftBy(
    head: Head<Meta, State>,
    { snapshot, unconfirmed }: JournalRecord<State>,
    { isCheckpoint, values, state }: WrittenRecord,
  ): ReadHead<State> | undefined {
    const wasSmall = head.meta !== undefined && (isCheckpoint || head.left !== undefined);
    const isSmall = wasSmall && values.length === 0 && state.length <= smallTextMax;
    return isSmall ? { snapshot, unconfirmed } : undefined;
  }

  /**
   * What is due anyhow stays so, without another write: while an execution is worked on, each
   * record has it due at its own instant.
   */
  private dueAfter(head: Head<Meta, State>, dueMs: number | undefined): number | undefined {
    let after = dueMs;
    for (const at of head.resolved.values()) after = Math.min(after ?? at, at);
    if (after === undefined || after > this.now()) return after;
    return Math.min(head.dueMs ?? after, after);
  }

  private addRow(
    head: Head<Meta, State>,
    { number, nonce }: JournalRecord<State>,
    written: WrittenRecord,
  ): void {
    const { format, isCheckpoint, position, events, state } = written;
    for (const { hash, text } of written.values) {
      const key = Buffer.from(hash, "hex");
      if (this.statements.hasValue.get(head.id, key) !== undefined) continue;
      const body = text();
      this.statements.addValue.run(head.id, key, checksum(hash, body), body);
    }
    const isQuiet = events === "";
    const firstEventId = isQuiet ? head.lastEventId + 1 : written.firstEventId;
    const lastEventId = isQuiet ? head.lastEventId : written.lastEventId;
    const base = isCheckpoint ? number : head.base;
    const { checkpointBytes, bytesSince } = position;
    this.statements.append.run(
      head.id,
      number,
      nonce,
      format,
      firstEventId,
      lastEventId,
      base,
      checkpointBytes,
      bytesSince,
      recordChecksum({
        journal: head.id,
        number,
        nonce,
        format,
        first_event: firstEventId,
        last_event: lastEventId,
        base,
        base_bytes: checkpointBytes,
        bytes_since: bytesSince,
      }),
      checksum(head.id + number + firstEventId, events),
      checksum(head.id + number, state),
      events,
      state,
    );
    Object.assign(head, { number, lastEventId, base, position });
  }

  private save(head: Head<Meta, State>): void {
    const { id, incarnation, code, dueMs: due_ms = null, expiresMs: expires_ms = null } = head;
    const sum = journalChecksum({ kind: this.kind.number, incarnation, code, due_ms, expires_ms });
    this.statements.setHead.run(code, due_ms, expires_ms, sum, id);
  }

  /** The entry belongs into another list now, or lists tell something else of it. */
  private relist(head: Head<Meta, State>, state: State): void {
    const { listing } = this.kind;
    const meta = this.reader.meta(head);
    const summary = listing.summary(meta, state);
    const code = listing.code(state);
    if (code !== head.code) {
      for (const owner of listing.owners(summary).map(ownerNumber)) {
        this.statements.unlist.run(owner, head.code, head.id);
        this.statements.list.run(owner, code, head.id);
      }
    }
    const text = JSON.stringify(summary);
    this.statements.setSummary.run(checksum(this.kind.arn(meta), text), text, head.id);
    head.code = code;
  }
}

/** What moves an entry from one list to another. */
interface ListedState {
  readonly status: string;
  readonly redriveCount: number;
}
