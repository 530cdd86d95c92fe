import type { AttemptId } from "../../core/command.ts";
import { readDocument, writeDocument } from "../../data/document.ts";
import type { ActivityQueue, ActivityTask } from "../../engine/ports.ts";
import type { JsonValue } from "../../language/json.ts";
import { checksum } from "./checksum.ts";
import type { Database } from "./database.ts";

/** Activity tasks in a database. */
export class SqliteActivityQueue implements ActivityQueue {
  private readonly database: Database;
  private readonly statements: Statements;
  /** Of this process; the tasks themselves stay until they are removed. */
  private readonly taken = new Set<string>();

  constructor(database: Database) {
    this.database = database;
    this.statements = prepareStatements(database);
  }

  put(activityArn: string, task: ActivityTask): Promise<void> {
    const body = writeDocument(task as unknown as JsonValue);
    const { executionArn, attempt } = task;
    const sum = checksum(executionArn, body);
    return this.database.write(() => {
      this.statements.put.run(activityArn, executionArn, attempt, sum, body);
      this.taken.delete(keyOf(executionArn, attempt));
    });
  }

  take(activityArn: string): ActivityTask | undefined {
    for (const row of this.statements.waiting.iterate(activityArn)) {
      const executionArn = String(row.execution);
      const key = keyOf(executionArn, Number(row.attempt));
      if (this.taken.has(key)) continue;
      const body = String(row.body);
      if (row.checksum !== checksum(executionArn, body)) {
        throw this.database.damaged(`a task of ${activityArn}`);
      }
      this.taken.add(key);
      return readDocument(body) as unknown as ActivityTask;
    }
    return undefined;
  }

  remove(executionArn: string, attempt: AttemptId): Promise<void> {
    return this.database.write(() => {
      this.statements.remove.run(executionArn, attempt);
      this.taken.delete(keyOf(executionArn, attempt));
    });
  }
}

function keyOf(executionArn: string, attempt: AttemptId): string {
  return `${attempt} ${executionArn}`;
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  return {
    put: database.prepare(
      `INSERT INTO activity_tasks (activity, execution, attempt, checksum, body)
       VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ),
    waiting: database.prepare(
      `SELECT execution, attempt, checksum, body FROM activity_tasks WHERE activity = ?
       ORDER BY id`,
    ),
    remove: database.prepare("DELETE FROM activity_tasks WHERE execution = ? AND attempt = ?"),
  };
}
