import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { damagedRow } from "./check-rows.ts";
import type { DataFolder } from "./data-folder.ts";
import { DataFolderError } from "./data-folder-error.ts";
import { framesIn, logBytesOf } from "./log-file.ts";
import { applicationId, schemaVersion } from "./schema.ts";

/** What the header says, before SQLite sees the file. Throws DataFolderError. */
export function checkFile(databaseFile: string): void {
  const header = readHeader(databaseFile);
  const isWhole = header.length === headerBytes && header.toString("latin1", 0, 16) === magic;
  if (!isWhole) throw damage(databaseFile, "it is no SQLite database");
  if (header.readUInt32BE(applicationIdOffset) !== applicationId) {
    throw new DataFolderError("Foreign", `${databaseFile} is a database of another application`);
  }
}

/**
 * Checks as much as a start-up has time for: all of a small file; its structure, if it is larger;
 * of a huge one that it has its length. Rows carry checksums, which every read checks.
 * Throws DataFolderError.
 */
export function checkTables(connection: DatabaseSync, folder: DataFolder, walBytes: number): void {
  const { databaseFile, walFile } = folder;
  const version = pragma(connection, "user_version");
  if (typeof version !== "number" || version > schemaVersion) {
    throw new DataFolderError(
      "TooNew",
      `${databaseFile} has format ${version}; this release of Stepwright reads up to ${schemaVersion}`,
    );
  }
  checkLog(connection, walFile, walBytes);
  const bytes = Number(pragma(connection, "page_count")) * Number(pragma(connection, "page_size"));
  if (logBytesOf(walFile) === 0 && statSync(databaseFile).size !== bytes) {
    throw damage(databaseFile, `it should have ${bytes} bytes`);
  }
  const check = checks.find(({ bytesMax }) => bytes <= bytesMax);
  if (check === undefined) return;
  const found = pragma(connection, `${check.pragma}(1)`);
  if (found !== "ok") throw damage(databaseFile, String(found));
  const row = check.rows ? damagedRow(connection) : undefined;
  if (row !== undefined) throw damage(databaseFile, row);
}

/** What was being copied out of the log must be there. */
function checkLog(connection: DatabaseSync, walFile: string, walBytes: number): void {
  if (walBytes === 0) return;
  const { log = 0 } = connection.prepare("PRAGMA wal_checkpoint(NOOP)").get() ?? {};
  const frames = framesIn(walBytes);
  if (Number(log) < frames) throw damage(walFile, `frame ${log} of ${frames} is not whole`);
}

function damage(file: string, how: string): DataFolderError {
  return new DataFolderError("Damaged", `${file} is damaged: ${how}`);
}

function pragma(connection: DatabaseSync, name: string): unknown {
  return Object.values(connection.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

/** The header, or as much of it as there is. */
function readHeader(path: string): Buffer {
  const header = Buffer.alloc(headerBytes);
  const file = openSync(path, "r");
  try {
    return header.subarray(0, readSync(file, header));
  } finally {
    closeSync(file);
  }
}

/** https://www.sqlite.org/fileformat.html */
const headerBytes = 100;
const magic = "SQLite format 3\0";
const applicationIdOffset = 68;

/** The most thorough check that a file of so many bytes can have in some 400 ms. */
const checks: readonly {
  readonly bytesMax: number;
  readonly pragma: string;
  /** Also the checksum of each row. */
  readonly rows: boolean;
}[] = [
  { bytesMax: 24 * 1024 * 1024, pragma: "integrity_check", rows: true },
  { bytesMax: 192 * 1024 * 1024, pragma: "quick_check", rows: false },
];
