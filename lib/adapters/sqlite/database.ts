import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Checkpoints } from "./checkpoints.ts";
import type { DataFolder } from "./data-folder.ts";
import { DataFolderError } from "./data-folder-error.ts";

/**
 * A database that this process owns. Writes are collected: all that one turn of the event loop asks
 * for is one transaction, one wait for the disk, and each is answered when it is on the disk. Since
 * SQLite writes while nothing else runs, a slow disk slows whoever asks; nothing piles up.
 */
export class Database {
  /** What messages call it: its file, or `:memory:`. */
  readonly name: string;
  private readonly connection: DatabaseSync;
  private readonly folder: DataFolder | undefined;
  private readonly checkpoints: Checkpoints | undefined;
  private readonly forgetters: (() => void)[] = [];
  private waiting: Write[] = [];
  private scheduled = false;
  private closed = false;
  private readonly begin: StatementSync;
  private readonly commit: StatementSync;

  constructor(connection: DatabaseSync, folder?: DataFolder, checkpoints?: Checkpoints) {
    this.connection = connection;
    this.folder = folder;
    this.checkpoints = checkpoints;
    this.name = folder?.databaseFile ?? ":memory:";
    this.begin = connection.prepare("BEGIN");
    this.commit = connection.prepare("COMMIT");
  }

  /** For reads at any time, and for writes inside `write`. Reads see only what is on the disk. */
  prepare(sql: string): StatementSync {
    return this.connection.prepare(sql);
  }

  /**
   * Does `work` in the next transaction; answers what it answered, when that is on the disk. If the
   * transaction fails because of somebody else's work, `work` is done again.
   */
  write<T>(work: () => T): Promise<T> {
    if (this.closed) return Promise.reject(new Error(`${this.name} is closed`));
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({ work, resolve: resolve as (result: unknown) => void, reject });
      this.schedule();
    });
  }

  /** `forget` is called when rows are others than whoever wrote them remembers. */
  onForget(forget: () => void): void {
    this.forgetters.push(forget);
  }

  /** Rows were taken back, or deleted by somebody else. */
  forget(): void {
    for (const forget of this.forgetters) forget();
  }

  /** Writes what is waiting, leaves the folder as one file, and gives it up. */
  close(): void {
    if (this.closed) return;
    while (this.waiting.length > 0) this.flush();
    this.closed = true;
    this.checkpoints?.end();
    this.connection.close();
    this.folder?.release();
  }

  /** The error that a row gives which is not what was written. */
  damaged(what: string): DataFolderError {
    return new DataFolderError("Damaged", `the database ${this.name} is damaged: ${what}`);
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.closed) return;
      this.flush();
      if (this.waiting.length > 0) this.schedule();
      this.checkpoints?.runIfDue();
    });
  }

  private flush(): void {
    const writes = this.waiting;
    const { done, results, error } = this.transaction(writes);
    this.waiting = writes.slice(done);
    if (error === undefined) {
      for (let index = 0; index < done; index++) writes[index]?.resolve(results[index]);
    } else if (done === 1) writes[0]?.reject(error);
    else this.separately(writes.slice(0, done));
  }

  /** As many writes as go into a fair share of time. */
  private transaction(writes: readonly Write[]): Outcome {
    const results: unknown[] = [];
    const end = performance.now() + transactionMsMax;
    try {
      this.begin.run();
      for (const { work } of writes) {
        results.push(work());
        if (performance.now() > end) break;
      }
      this.commit.run();
      return { done: results.length, results };
    } catch (error) {
      if (this.connection.isTransaction) this.connection.exec("ROLLBACK");
      this.forget();
      // The one that failed included, if it was one of them and not the commit.
      return { done: Math.min(results.length + 1, writes.length), results, error };
    }
  }

  /** One of them has failed: only that one is to hear of it. */
  private separately(writes: readonly Write[]): void {
    for (const write of writes) {
      const { results, error } = this.transaction([write]);
      if (error === undefined) write.resolve(results[0]);
      else write.reject(error);
    }
  }
}

interface Write {
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Outcome {
  /** How many of the writes it was about. */
  readonly done: number;
  readonly results: readonly unknown[];
  readonly error?: unknown;
}

/** Whoever else waits for the event loop waits no longer than this, and the disk. */
const transactionMsMax = 10;
