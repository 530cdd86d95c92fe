import type { AccountUsage } from "../../engine/account-usage-port.ts";
import type { DefinitionKind } from "../../engine/definitions-port.ts";
import type { Database } from "./database.ts";
import { codesOf, ownerNumber } from "./listing.ts";

/** Counts what an account has in a database, by its indexes alone. */
export class SqliteAccountUsage implements AccountUsage {
  private readonly statements: Statements;

  constructor(database: Database) {
    this.statements = prepareStatements(database);
  }

  stateMachines(owner: string): number {
    return this.count("stateMachine", owner);
  }

  activities(owner: string): number {
    return this.count("activity", owner);
  }

  openExecutions(owner: string): number {
    let count = 0;
    for (const { arn } of this.statements.standardMachines.all(owner)) {
      for (const code of codesOf({ status: "RUNNING" })) {
        const row = this.statements.listed.get(ownerNumber(String(arn)), code);
        count += Number(row?.count ?? 0);
      }
    }
    return count;
  }

  private count(kind: DefinitionKind, owner: string): number {
    return Number(this.statements.definitions.get(kind, owner)?.count ?? 0);
  }
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  const counted = "SELECT COUNT(*) AS count FROM";
  return {
    definitions: database.prepare(`${counted} definitions WHERE kind = ? AND owner = ?`),
    standardMachines: database.prepare(
      `SELECT arn FROM definitions WHERE kind = 'stateMachine' AND owner = ?
       AND json_extract(body, '$.type') = 'STANDARD'`,
    ),
    listed: database.prepare(`${counted} listings WHERE owner = ? AND code = ?`),
  };
}
