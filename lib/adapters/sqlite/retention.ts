import type { Database } from "./database.ts";
import { executionKind, mapRunKind } from "./journal-kinds.ts";
import { ownerNumber, type Summary } from "./listing.ts";

/** Deletes what has expired, little by little, so that nobody waits for it. */
export class Retention {
  private readonly database: Database;
  private readonly statements: Statements;

  constructor(database: Database) {
    this.database = database;
    this.statements = prepareStatements(database);
  }

  /** Deletes some of what has expired by then. True: there is more. */
  sweep(nowMs: number): Promise<boolean> {
    return this.database.write(() => {
      const expired = this.statements.expired.all(nowMs, journalsAtOnce);
      for (const { id } of expired) this.forget(Number(id));
      if (expired.length > 0) this.database.forget();
      const garbage = this.statements.garbage.get();
      if (garbage === undefined) return false;
      this.collect(Number(garbage.journal));
      return true;
    });
  }

  /**
   * Inside a transaction: an entry is not there any more. Its records and values are garbage, found
   * by nobody and deleted by and by.
   */
  forget(id: number): void {
    const row = this.statements.summary.get(id);
    if (row === undefined) return;
    const { owners } = listings[Number(row.kind)] ?? executionKind.listing;
    for (const owner of owners(JSON.parse(String(row.summary)) as Summary)) {
      this.statements.unlist.run(ownerNumber(owner), row.code as number, id);
    }
    this.statements.deleteJournal.run(id);
    this.statements.deleteMeta.run(id);
    this.statements.addGarbage.run(id);
  }

  private collect(journal: number): void {
    let deleted = 0;
    for (const statement of this.statements.collect) {
      deleted += Number(statement.run(journal, rowsAtOnce).changes);
      if (deleted >= rowsAtOnce) return;
    }
    this.statements.deleteGarbage.run(journal);
  }
}

const listings = [executionKind.listing, mapRunKind.listing];

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  const collect = (table: string) =>
    database.prepare(
      `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE journal = ? LIMIT ?)`,
    );
  return {
    expired: database.prepare(
      "SELECT id FROM journals WHERE expires_ms <= ? ORDER BY expires_ms LIMIT ?",
    ),
    summary: database.prepare("SELECT kind, code, summary FROM journals WHERE id = ?"),
    unlist: database.prepare("DELETE FROM listings WHERE owner = ? AND code = ? AND journal = ?"),
    deleteJournal: database.prepare("DELETE FROM journals WHERE id = ?"),
    deleteMeta: database.prepare("DELETE FROM metas WHERE journal = ?"),
    addGarbage: database.prepare("INSERT INTO garbage VALUES (?)"),
    garbage: database.prepare("SELECT journal FROM garbage LIMIT 1"),
    collect: ["records", "large_values", "resolutions"].map(collect),
    deleteGarbage: database.prepare("DELETE FROM garbage WHERE journal = ?"),
  };
}

const journalsAtOnce = 20;
const rowsAtOnce = 500;
