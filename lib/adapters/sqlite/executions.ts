import type { Page, PageRequest } from "../../engine/definitions-port.ts";
import type {
  ExecutionSummary,
  Executions,
  ExecutionsQuery,
  MapRunSummary,
} from "../../engine/executions-port.ts";
import { checksum } from "./checksum.ts";
import type { Database } from "./database.ts";
import { codesOf, ownerNumber, type Summary } from "./listing.ts";

/** Lists what the journals of the same database keep. */
export class SqliteExecutions implements Executions {
  private readonly database: Database;
  private readonly now: () => number;
  private readonly statements: Statements;

  constructor(database: Database, now: () => number) {
    this.database = database;
    this.now = now;
    this.statements = prepareStatements(database);
  }

  list({ of, status, redriven, limit, after }: ExecutionsQuery): Page<ExecutionSummary> {
    const [[field, owner] = noOwner] = Object.entries(of);
    const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after);
    const isIt = (summary: Summary): boolean => summary[field as keyof Summary] === owner;
    const rows = codesOf({ status, redriven })
      .flatMap((code) =>
        this.statements.newest.all(this.now(), ownerNumber(owner), code, before, limit + 1),
      )
      .sort((left, right) => Number(right.id) - Number(left.id));
    return this.page<ExecutionSummary>(rows as unknown as Row[], limit, isIt);
  }

  listMapRuns(executionArn: string, { limit, after }: PageRequest): Page<MapRunSummary> {
    const behind = Number(after ?? 0);
    const owner = ownerNumber(executionArn);
    const rows = this.statements.oldest.all(this.now(), owner, behind, limit + 1);
    const isIt = (summary: Summary): boolean => summary.executionArn === executionArn;
    return this.page<MapRunSummary>(rows as unknown as Row[], limit, isIt);
  }

  private page<Item extends Summary>(
    rows: readonly Row[],
    limit: number,
    isIt: (summary: Summary) => boolean,
  ): Page<Item> {
    const entries = rows.slice(0, limit);
    const last = rows.length > limit ? entries.at(-1) : undefined;
    return {
      items: entries.map((row) => this.read<Item>(row)).filter(isIt),
      next: last && String(last.id),
    };
  }

  private read<Item>({ arn, summary, checksum: sum }: Row): Item {
    if (sum !== checksum(arn, summary)) throw this.database.damaged(`the summary of ${arn}`);
    return JSON.parse(summary) as Item;
  }
}

interface Row {
  readonly id: number;
  readonly arn: string;
  readonly checksum: number;
  readonly summary: string;
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  const listed = `SELECT id, arn, checksum, summary FROM listings JOIN journals ON id = journal
    WHERE (expires_ms IS NULL OR expires_ms > ?) AND owner = ?`;
  return {
    newest: database.prepare(
      `${listed} AND listings.code = ? AND journal < ? ORDER BY journal DESC LIMIT ?`,
    ),
    oldest: database.prepare(
      `${listed} AND listings.code = 0 AND journal > ? ORDER BY journal LIMIT ?`,
    ),
  };
}

const noOwner = ["stateMachineArn", ""] as const;
