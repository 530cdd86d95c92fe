import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { DataFolderError } from "./data-folder-error.ts";
import { sqliteModule } from "./sqlite-module.ts";

/**
 * A folder that belongs to this process until it is released or the process ends. The lock is the
 * operating system's, taken through SQLite: a killed owner's is free at once.
 *
 * On POSIX closing any descriptor of a file gives up the process's locks on it, so nothing but
 * SQLite may ever open `lockFile`, nor `databaseFile` while the database is open.
 */
export class DataFolder {
  readonly path: string;
  readonly databaseFile: string;
  readonly walFile: string;
  /** Says how far a checkpoint has come: see Checkpoints. */
  readonly checkpointFile: string;
  private readonly lock: DatabaseSync;

  /** Throws DataFolderError if another process owns the folder. */
  constructor(path: string) {
    this.path = resolve(path);
    this.databaseFile = join(this.path, "stepwright.db");
    this.walFile = `${this.databaseFile}-wal`;
    this.checkpointFile = join(this.path, "checkpoint.json");
    mkdirSync(this.path, { recursive: true });
    const ownerFile = join(this.path, "owner");
    this.lock = takeLock(this.path, join(this.path, "lock"), ownerFile);
    writeFileSync(ownerFile, `${process.pid}\n`);
  }

  /** What was renamed has its new name after a power failure, too. */
  sync(): void {
    // Windows has no such thing, and needs none.
    if (process.platform === "win32") return;
    const folder = openSync(this.path, "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }

  release(): void {
    this.lock.close();
  }
}

function takeLock(folder: string, lockFile: string, ownerFile: string): DatabaseSync {
  const { DatabaseSync } = sqliteModule();
  const lock = new DatabaseSync(lockFile, { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new DataFolderError(
      "InUse",
      `the data folder ${folder} is in use by another process${ownerOf(ownerFile)}`,
    );
  }
}

function isBusy(error: unknown): boolean {
  const busy = 5;
  return error instanceof Error && "errcode" in error && error.errcode === busy;
}

/** ` (process 123)`, or nothing where it is not known. */
function ownerOf(ownerFile: string): string {
  try {
    return ` (process ${readFileSync(ownerFile, "utf8").trim()})`;
  } catch {
    return "";
  }
}
