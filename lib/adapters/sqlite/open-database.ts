import { existsSync, renameSync, rmSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { checkFile, checkTables } from "./check-database.ts";
import { Checkpoints, recoverCheckpoint } from "./checkpoints.ts";
import { DataFolder } from "./data-folder.ts";
import { DataFolderError } from "./data-folder-error.ts";
import { Database } from "./database.ts";
import { fillLogFile } from "./log-file.ts";
import { applicationId, schema, schemaVersion } from "./schema.ts";
import { sqliteModule } from "./sqlite-module.ts";

export interface DatabaseOptions {
  /** Moves the log into the database file when it is larger. @default 32 MB */
  readonly walBytesMax?: number | undefined;
  /** Hears that the log could not be moved, which is tried again. @default it is thrown */
  readonly failed?: ((error: unknown) => void) | undefined;
}

/**
 * Opens the database of a data folder, or one in memory, and makes it if there is none. It belongs
 * to this process until it is closed. Throws DataFolderError: in use, damaged, not ours, too new.
 */
export function openDatabase(
  place: string | ":memory:",
  { walBytesMax = walBytesMaxDefault, failed = rethrow }: DatabaseOptions = {},
): Database {
  if (place === ":memory:") return new Database(createTables(place));
  const folder = new DataFolder(place);
  try {
    const connection = openFile(folder, Math.min(walBytesMax, filledBytesMax));
    const checkpoints = new Checkpoints(folder, connection, walBytesMax, failed);
    // A checkpoint that was cut off is done again.
    if (existsSync(folder.checkpointFile)) checkpoints.run();
    return new Database(connection, folder, checkpoints);
  } catch (error) {
    folder.release();
    throw error;
  }
}

function openFile(folder: DataFolder, filledBytes: number): DatabaseSync {
  const { databaseFile, walFile } = folder;
  if (!existsSync(databaseFile)) {
    if (existsSync(walFile)) {
      throw new DataFolderError("Damaged", `${databaseFile} is missing, and ${walFile} is there`);
    }
    createFile(folder);
  }
  checkFile(databaseFile);
  const walBytes = recoverCheckpoint(folder);
  fillLogFile(walFile, filledBytes);
  const { DatabaseSync } = sqliteModule();
  const connection = new DatabaseSync(databaseFile, { timeout: 0 });
  try {
    setPragmas(connection);
    checkTables(connection, folder, walBytes);
    return connection;
  } catch (error) {
    connection.close();
    throw asDamage(error, databaseFile);
  }
}

/** Made under another name, so that whatever has the right one is whole. */
function createFile(folder: DataFolder): void {
  const { databaseFile } = folder;
  const draft = `${databaseFile}.new`;
  for (const suffix of ["", "-journal", "-wal"]) rmSync(draft + suffix, { force: true });
  createTables(draft).close();
  renameSync(draft, databaseFile);
  folder.sync();
}

function createTables(name: string): DatabaseSync {
  const { DatabaseSync } = sqliteModule();
  const connection = new DatabaseSync(name);
  connection.exec(`PRAGMA application_id = ${applicationId}`);
  connection.exec("PRAGMA journal_mode = WAL");
  connection.exec(`BEGIN; ${schema}; PRAGMA user_version = ${schemaVersion}; COMMIT`);
  return connection;
}

/** Sets each, and asserts that it is set: SQLite ignores what it does not understand. */
function setPragmas(connection: DatabaseSync): void {
  for (const [name, value] of Object.entries(pragmas)) {
    connection.exec(`PRAGMA ${name} = ${value}`);
    const [answer] = Object.values(connection.prepare(`PRAGMA ${name}`).get() ?? {});
    if (answer !== value) {
      throw new Error(`SQLite has ${name} = ${answer}, and Stepwright needs ${value}`);
    }
  }
}

const pragmas: { readonly [name: string]: string | number } = {
  // Before the first access: then the index of the log is kept in memory, not in a shared file.
  locking_mode: "exclusive",
  journal_mode: "wal",
  /** FULL: each commit waits for the disk. */
  synchronous: 2,
  // Checkpoints are ours.
  wal_autocheckpoint: 0,
  cell_size_check: 1,
  trusted_schema: 0,
  /** In KB, thus negative. */
  cache_size: -32_768,
  /** MEMORY */
  temp_store: 2,
};

function asDamage(error: unknown, file: string): unknown {
  if (!(error instanceof Error && "errcode" in error)) return error;
  const isDamage = damageCodes.has(Number(error.errcode) & 0xff);
  if (!isDamage) return error;
  const message = `the database ${file} is damaged: ${error.message}`;
  return new DataFolderError("Damaged", message, { cause: error });
}

/** SQLITE_IOERR (a file that ends too early), SQLITE_CORRUPT, SQLITE_NOTADB. */
const damageCodes: ReadonlySet<number> = new Set([10, 11, 26]);

function rethrow(error: unknown): never {
  throw error;
}

const walBytesMaxDefault = 32 * 1024 * 1024;
/** So long is the log's file from the start; a folder takes so much more while it is open. */
const filledBytesMax = 16 * 1024 * 1024;
