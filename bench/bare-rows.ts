import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { openDatabase } from "../lib/adapters/sqlite/open-database.ts";
import { sqliteModule } from "../lib/adapters/sqlite/sqlite-module.ts";
import { newFolder, removeFolder } from "./durable-rig.ts";

type Row = readonly SQLInputValue[];

/** What executions have written, as rows: of each its commits in order. */
export interface WrittenRows {
  readonly statements: readonly string[];
  /** Per execution, per commit: the statements by their places, with their values. */
  readonly executions: readonly (readonly (readonly (readonly [number, Row])[])[])[];
}

/** Reads back what executions have left in a data folder. */
export function readWrittenRows(folder: string): WrittenRows {
  const database = openDatabase(folder);
  const insert = (table: string) => {
    const columns = database.prepare(`PRAGMA table_info(${table})`).all();
    return `INSERT INTO ${table} VALUES (${columns.map(() => "?").join(", ")})`;
  };
  const tables = ["journals", "metas", "listings", "records"];
  const statements = [
    ...tables.map(insert),
    "UPDATE journals SET code = ?, due_ms = ?, expires_ms = ?, head_checksum = ? WHERE id = ?",
  ];
  const rowsOf = (table: string, column: string, id: number): Row[] =>
    database
      .prepare(`SELECT * FROM ${table} WHERE ${column} = ?`)
      .all(id)
      .map((row) => Object.values(row));
  const ids = database.prepare("SELECT id FROM journals ORDER BY id").all();
  const executions = ids.map(({ id }) => {
    const [journal] = rowsOf("journals", "id", Number(id));
    const begin = ["journals", "metas", "listings"].flatMap((table, place) =>
      rowsOf(table, place === 0 ? "id" : "journal", Number(id)).map(
        (row): readonly [number, Row] => [place, row],
      ),
    );
    // The ids of records are given in the order of the commits.
    const records = rowsOf("records", "journal", Number(id)).map(
      (row): (readonly [number, Row])[] => [[3, [null, ...row.slice(1)]]],
    );
    const [, , , , code, due, expires, sum] = journal ?? [];
    records.at(-1)?.push([4, [code, due, expires, sum, Number(id)] as Row]);
    return [begin, ...records];
  });
  database.close();
  return { statements, executions };
}

/**
 * A loop that does nothing but write the rows: all that one turn of the event loop asks for is one
 * transaction, and each execution writes its next commit when it has the answer to the last.
 */
export class BareLoop {
  private readonly rows: WrittenRows;
  private readonly writer: BareWriter;

  constructor(rows: WrittenRows) {
    this.rows = rows;
    this.writer = new BareWriter(rows.statements);
  }

  async run(): Promise<void> {
    await Promise.all(
      this.rows.executions.map(async (commits) => {
        for (const commit of commits) await this.writer.write(commit);
      }),
    );
  }

  close(): void {
    this.writer.close();
  }
}

type Commit = readonly (readonly [number, Row])[];

/** Writes rows to a database of its own by group commit. */
export class BareWriter {
  private readonly folder = newFolder();
  private readonly database: DatabaseSync;
  private readonly prepared: readonly StatementSync[];
  private waiting: { readonly commit: Commit; done(): void }[] = [];

  constructor(statements: readonly string[]) {
    openDatabase(this.folder).close();
    const { DatabaseSync } = sqliteModule();
    this.database = new DatabaseSync(`${this.folder}/stepwright.db`);
    this.database.exec("PRAGMA locking_mode = exclusive; PRAGMA journal_mode = wal");
    this.database.exec("PRAGMA synchronous = full; PRAGMA cache_size = -32768");
    this.database.exec("PRAGMA wal_autocheckpoint = 8000");
    this.prepared = statements.map((sql) => this.database.prepare(sql));
  }

  write(commit: Commit): Promise<void> {
    return new Promise((resolve) => {
      if (this.waiting.length === 0) setImmediate(() => this.flush());
      this.waiting.push({ commit, done: resolve });
    });
  }

  close(): void {
    this.database.close();
    removeFolder(this.folder);
  }

  private flush(): void {
    const batch = this.waiting;
    this.waiting = [];
    this.database.exec("BEGIN");
    for (const { commit } of batch) {
      for (const [statement, row] of commit) this.prepared[statement]?.run(...row);
    }
    this.database.exec("COMMIT");
    for (const { done } of batch) done();
  }
}
