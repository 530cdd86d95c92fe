import type { Resolution } from "../../engine/journal-port.ts";
import type { CheckpointPosition, ReadHead } from "../../engine/record-format.ts";
import { isFinal } from "../../engine/replaces.ts";
import type { Database } from "./database.ts";
import type { JournalStatements } from "./journal-statements.ts";
import { type JournalRow, journalChecksum, type RecordRow, recordChecksum } from "./rows.ts";
import type { EntrySeal } from "./seals.ts";

/** What appending needs to know of a journal's entry. Changed only inside transactions. */
export interface Head<Meta, State> {
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
  /** Are there resolutions that no record has consumed, or could there be? */
  hasResolutions: boolean;
  /** META and what the last record left, where they are small: most are asked for soon again. */
  meta: Meta | undefined;
  left: ReadHead<State> | undefined;
  seal: EntrySeal;
}

/** So many characters of a text are small. */
export const smallTextMax = 2_048;

/** The heads of entries that were used last; the others are read when they are asked for. */
export class Heads<Meta, State> {
  private readonly kept = new Map<string, Head<Meta, State>>();
  private readonly database: Database;
  private readonly statements: JournalStatements;
  private readonly resolutionsOf: (id: number) => readonly Resolution[];

  constructor(
    database: Database,
    statements: JournalStatements,
    resolutionsOf: (id: number) => readonly Resolution[],
  ) {
    this.database = database;
    this.statements = statements;
    this.resolutionsOf = resolutionsOf;
  }

  /** Also of what has expired. */
  find(arn: string): Head<Meta, State> | undefined {
    const kept = this.kept.get(arn);
    if (kept !== undefined) return kept;
    const head = this.read(arn);
    if (head !== undefined) this.keep(arn, head);
    return head;
  }

  /** When it is due, also if it has expired; nothing but the index is read. */
  dueMs(arn: string): number | undefined {
    const kept = this.kept.get(arn);
    if (kept !== undefined) return kept.dueMs;
    const row = this.statements.find.get(arn) as unknown as JournalRow | undefined;
    return row?.due_ms ?? undefined;
  }

  keep(arn: string, head: Head<Meta, State>): void {
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

  private read(arn: string): Head<Meta, State> | undefined {
    const row = this.statements.find.get(arn) as unknown as JournalRow | undefined;
    if (row === undefined) return undefined;
    if (row.head_checksum !== journalChecksum(row)) throw this.database.damaged(`entry ${arn}`);
    const { id, incarnation, code, due_ms, expires_ms } = row;
    const last = this.statements.last.get(id) as unknown as RecordRow | undefined;
    if (last !== undefined && last.head_checksum !== recordChecksum(last)) {
      throw this.database.damaged(`record ${last.number} of entry ${id}`);
    }
    const resolutions = this.resolutionsOf(id);
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
      resolved: resolvedOf(resolutions),
      hasResolutions: resolutions.length > 0,
      meta: undefined,
      left: undefined,
      seal: "unknown",
    };
  }
}

function resolvedOf(resolutions: readonly Resolution[]): Map<number, number> {
  const resolved = new Map<number, number>();
  for (const resolution of resolutions) {
    if (isFinal(resolution)) resolved.set(resolution.attempt, resolution.at);
  }
  return resolved;
}

const headsMax = 4_096;
