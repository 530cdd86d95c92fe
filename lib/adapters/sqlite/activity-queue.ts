import type { AttemptId } from "../../core/command.ts";
import { readDocument, writeDocument } from "../../data/document.ts";
import type { Encryption } from "../../engine/encryption.ts";
import type { ActivityQueue, ActivityTask } from "../../engine/ports.ts";
import { MissingKey, type Sealer } from "../../engine/sealer-port.ts";
import type { JsonValue } from "../../language/json.ts";
import { checksum } from "./checksum.ts";
import type { Database } from "./database.ts";
import { Seals } from "./seals.ts";

/** With what keys of customers' activity tasks are encrypted. */
export interface ActivityKeys {
  readonly sealer: Sealer | undefined;
  /** The activity's key, or else the execution's; undefined: there is none. */
  encryption(activityArn: string, executionArn: string): Encryption | undefined;
}

const noKeys: ActivityKeys = { sealer: undefined, encryption: () => undefined };

/**
 * Activity tasks in a database. Where the data key of a task is not in memory, `put` and `take`
 * fail with MissingKey.
 */
export class SqliteActivityQueue implements ActivityQueue {
  private readonly database: Database;
  private readonly statements: Statements;
  private readonly keys: ActivityKeys;
  private readonly seals: Seals;
  /** Of this process; the tasks themselves stay until they are removed. */
  private readonly taken = new Set<string>();

  constructor(database: Database, keys: ActivityKeys = noKeys) {
    this.database = database;
    this.keys = keys;
    this.seals = new Seals(keys.sealer);
    this.statements = prepareStatements(database);
  }

  put(activityArn: string, task: ActivityTask): Promise<void> {
    const { executionArn, attempt } = task;
    const encryption = this.keys.encryption(activityArn, executionArn);
    const body = this.seals.seal(encryption, writeDocument(task as unknown as JsonValue));
    const sum = checksum(executionArn, body);
    return this.database.write(() => {
      this.statements.put.run(activityArn, executionArn, attempt, sum, body);
      this.taken.delete(keyOf(executionArn, attempt));
    });
  }

  take(activityArn: string): ActivityTask | undefined {
    return this.first(activityArn, (body) => this.seals.open(body));
  }

  /** The oldest task whose data key is in memory, or that needs none. */
  takeLegible(activityArn: string): ActivityTask | undefined {
    return this.first(activityArn, (body) => {
      try {
        return this.seals.open(body);
      } catch (error) {
        if (error instanceof MissingKey) return undefined;
        throw error;
      }
    });
  }

  /** The first one that can be opened. */
  private first(
    activityArn: string,
    open: (body: string) => string | undefined,
  ): ActivityTask | undefined {
    for (const row of this.statements.waiting.iterate(activityArn)) {
      const executionArn = String(row.execution);
      const key = keyOf(executionArn, Number(row.attempt));
      if (this.taken.has(key)) continue;
      const body = String(row.body);
      if (row.checksum !== checksum(executionArn, body)) {
        throw this.database.damaged(`a task of ${activityArn}`);
      }
      const text = open(body);
      if (text === undefined) continue;
      this.taken.add(key);
      return readDocument(text) as unknown as ActivityTask;
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
