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

  constructor(database: Database) {
    this.database = database;
    this.statements = prepareStatements(database);
  }

  /** Putting an attempt's task that still waits changes nothing. */
  put(activityArn: string, task: ActivityTask): Promise<void> {
    const body = writeDocument(task as unknown as JsonValue);
    const { executionArn, attempt } = task;
    const sum = checksum(executionArn, body);
    return this.database.write(() => {
      this.statements.put.run(activityArn, executionArn, attempt, sum, body);
    });
  }

  take(activityArn: string): Promise<ActivityTask | undefined> | undefined {
    // Most polls find nothing: they need not wait for the disk.
    if (this.statements.first.get(activityArn) === undefined) return undefined;
    return this.database.write(() => {
      const row = this.statements.take.get(activityArn);
      if (row === undefined) return undefined;
      const body = String(row.body);
      if (row.checksum !== checksum(String(row.execution), body)) {
        throw this.database.damaged(`a task of ${activityArn}`);
      }
      return readDocument(body) as unknown as ActivityTask;
    });
  }

  remove(executionArn: string, attempt: AttemptId): Promise<void> {
    return this.database.write(() => {
      this.statements.remove.run(executionArn, attempt);
    });
  }
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  const first = "SELECT id FROM activity_tasks WHERE activity = ? ORDER BY id LIMIT 1";
  return {
    put: database.prepare(
      `INSERT INTO activity_tasks (activity, execution, attempt, checksum, body)
       VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ),
    first: database.prepare(first),
    take: database.prepare(
      `DELETE FROM activity_tasks WHERE id = (${first}) RETURNING execution, checksum, body`,
    ),
    remove: database.prepare("DELETE FROM activity_tasks WHERE execution = ? AND attempt = ?"),
  };
}
