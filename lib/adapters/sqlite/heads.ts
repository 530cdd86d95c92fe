import type { CheckpointPosition } from "../../engine/record-format.ts";
import type { Database } from "./database.ts";
import type { JournalStatements } from "./journal-statements.ts";
import { type JournalRow, journalChecksum, type RecordRow, recordChecksum } from "./rows.ts";

/** What appending needs to know of a journal's entry. Changed only inside transactions. */
export interface Head {
  readonly id: number;
  readonly incarnation: number;
  code: number;
  dueMs: number | undefined;
  expiresMs: number | undefined;
  /** The last record's number; 0: there is none. */
  number: number;
  lastEventId: number;
  /** The number of the last record whose state is whole. */
  base: number;
  position: CheckpointPosition | undefined;
  /** Instants of the final resolutions that no record has consumed, by attempt. */
  readonly resolved: Map<number, number>;
}

/** The heads of entries that were used last; the others are read when they are asked for. */
export class Heads {
  private readonly kept = new Map<string, Head>();
  private readonly database: Database;
  private readonly statements: JournalStatements;
  private readonly resolvedOf: (id: number) => Map<number, number>;

  constructor(
    database: Database,
    statements: JournalStatements,
    resolvedOf: (id: number) => Map<number, number>,
  ) {
    this.database = database;
    this.statements = statements;
    this.resolvedOf = resolvedOf;
  }

  /** Also of what has expired. */
  find(arn: string): Head | undefined {
    const kept = this.kept.get(arn);
    if (kept !== undefined) return kept;
    const head = this.read(arn);
    if (head !== undefined) this.keep(arn, head);
    return head;
  }

  keep(arn: string, head: Head): void {
    this.kept.set(arn, head);
    if (this.kept.size <= headsMax) return;
    for (const oldest of this.kept.keys()) {
      this.kept.delete(oldest);
      if (this.kept.size <= headsMax / 2) break;
    }
  }

  forget(arn: string): void {
    this.kept.delete(arn);
  }

  clear(): void {
    this.kept.clear();
  }

  private read(arn: string): Head | undefined {
    const row = this.statements.find.get(arn) as unknown as JournalRow | undefined;
    if (row === undefined) return undefined;
    if (row.head_checksum !== journalChecksum(row)) throw this.database.damaged(`entry ${arn}`);
    const { id, incarnation, code, due_ms, expires_ms } = row;
    const last = this.statements.last.get(id) as unknown as RecordRow | undefined;
    if (last !== undefined && last.head_checksum !== recordChecksum(last)) {
      throw this.database.damaged(`record ${last.number} of entry ${id}`);
    }
    return {
      id,
      incarnation,
      code,
      dueMs: due_ms ?? undefined,
      expiresMs: expires_ms ?? undefined,
      number: last?.number ?? 0,
      lastEventId: last?.last_event ?? 0,
      base: last?.base ?? 0,
      position: last && { checkpointBytes: last.base_bytes, bytesSince: last.bytes_since },
      resolved: this.resolvedOf(id),
    };
  }
}

const headsMax = 4_096;
