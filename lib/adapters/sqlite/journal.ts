import type { HistoryEvent } from "../../core/history-event.ts";
import type { MapRunSnapshot } from "../../core/map-run/map-run-snapshot.ts";
import type { Snapshot } from "../../core/snapshot.ts";
import type { Encryption } from "../../engine/encryption.ts";
import { hasNewStatus, type ListedState } from "../../engine/has-new-status.ts";
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
import type { Sealer } from "../../engine/sealer-port.ts";
import { checksum } from "./checksum.ts";
import type { Database } from "./database.ts";
import { type Head, Heads, smallTextMax } from "./heads.ts";
import { executionKind, type JournalKind, mapRunKind } from "./journal-kinds.ts";
import { JournalReader } from "./journal-reader.ts";
import { type JournalStatements, journalStatements } from "./journal-statements.ts";
import { ownerNumber } from "./listing.ts";
import { Retention } from "./retention.ts";
import { journalChecksum, recordChecksum } from "./rows.ts";
import { encryptionOf, entrySeal, Seals, valueKey } from "./seals.ts";

/**
 * Keeps executions in a database. `now` tells what has expired; `sealer` seals what is encrypted
 * with a key of a customer's: without it nothing may be.
 */
export function sqliteJournal(
  database: Database,
  now: () => number,
  sealer?: Sealer,
): SqliteJournal<ExecutionMeta, Snapshot> {
  return new SqliteJournal(database, now, executionKind, new Seals(sealer));
}

/** Keeps Map Runs in a database. */
export function sqliteMapRunJournal(
  database: Database,
  now: () => number,
  sealer?: Sealer,
): SqliteJournal<MapRunMeta, MapRunSnapshot> {
  return new SqliteJournal(database, now, mapRunKind, new Seals(sealer));
}

/**
 * Keeps executions, or Map Runs. Reads are answered at once, writes when they are on the disk.
 * Where a data key is not in memory, all but `due` and `isDueAt` fail with MissingKey.
 */
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
  private readonly seals: Seals;

  constructor(database: Database, now: () => number, kind: JournalKind<Meta, State>, seals: Seals) {
    this.database = database;
    this.now = now;
    this.kind = kind;
    this.statements = journalStatements(database);
    this.seals = seals;
    this.reader = new JournalReader(database, this.statements, kind, seals);
    this.heads = new Heads(database, this.statements, (id) => this.reader.resolutions(id));
    this.retention = new Retention(database);
    database.onForget(() => this.heads.clear());
  }

  create(arn: string, meta: Meta): Promise<Meta | undefined> {
    this.seals.check(this.kind.encryption(meta));
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
    this.checkKey(arn, record);
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
    this.checkKey(arn);
    return this.database.write(() => {
      const head = this.find(arn);
      if (head?.incarnation !== resolution.incarnation) return undefined;
      const { attempt, at } = resolution;
      const there = this.reader.resolution(head.id, attempt);
      if (there !== undefined && !replaces(resolution, there)) return there;
      const body = this.sealed(head, writeResolution(resolution));
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
    return this.heads.dueMs(arn) === dueMs;
  }

  /** With what key of the customer's the entry is encrypted; undefined: with none. */
  encryption(arn: string): Encryption | undefined {
    const head = this.find(arn);
    return head && encryptionOf(this.reader.seal(head));
  }

  /** Before others' writes are in the same transaction, which would have to be done again. */
  private checkKey(arn: string, record?: JournalRecord<State>): void {
    if (!this.seals.isUsed) return;
    const head = this.find(arn);
    if (head === undefined) return;
    this.seals.check(encryptionOf(this.reader.seal(head)));
    if (record !== undefined && hasNewStatus(record.before, record.snapshot))
      this.reader.meta(head);
  }

  private sealed(head: Head<Meta, State>, text: string): string {
    return this.seals.seal(encryptionOf(this.reader.seal(head)), text);
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
    const metaText = format.writeMeta(meta);
    const encryption = this.kind.encryption(meta);
    const body = this.seals.seal(encryption, metaText, this.kind.shown(meta));
    const isSmall = encryption === undefined && metaText.length <= smallTextMax;
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
      meta: isSmall ? meta : undefined,
      left: undefined,
      seal: entrySeal(encryption, metaText),
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
    const { snapshot, expiresMs } = record;
    const dueMs = this.dueAfter(head, record.dueMs);
    if (hasNewStatus(record.before, snapshot)) this.relist(head, snapshot);
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
    const { format, isCheckpoint, position } = written;
    this.addValues(head, written.values);
    const isQuiet = written.events === "";
    const events = isQuiet ? "" : this.sealed(head, written.events);
    const state = this.sealed(head, written.state);
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
    head.number = number;
    head.lastEventId = lastEventId;
    head.base = base;
    head.position = position;
  }

  private addValues(head: Head<Meta, State>, values: WrittenRecord["values"]): void {
    for (const { hash, text } of values) {
      const key = valueKey(this.reader.seal(head), hash);
      if (this.statements.hasValue.get(head.id, key) !== undefined) continue;
      const body = this.sealed(head, text());
      this.statements.addValue.run(head.id, key, checksum(key.toString("hex"), body), body);
    }
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
