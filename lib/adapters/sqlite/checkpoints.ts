import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { DataFolder } from "./data-folder.ts";
import { DataFolderError } from "./data-folder-error.ts";

/**
 * Moves the write-ahead log into the database file when it has grown. SQLite would do so by itself,
 * but then leaves the log as it is: pages of the file are newer than a log that lost its tail, and
 * the two together are nonsense. So the log is emptied at once, and a file says how far we came:
 * - `copying`: the log must be as long as it was, or the folder is refused.
 * - `copied`: all of the log is in the database file, so whatever is left of it is dropped.
 */
export class Checkpoints {
  private readonly folder: DataFolder;
  private readonly connection: DatabaseSync;
  private readonly walBytesMax: number;

  constructor(folder: DataFolder, connection: DatabaseSync, walBytesMax: number) {
    this.folder = folder;
    this.connection = connection;
    this.walBytesMax = walBytesMax;
  }

  /** To be called between transactions. */
  runIfDue(): void {
    if (sizeOf(this.folder.walFile) > this.walBytesMax) this.run();
  }

  run(): void {
    const { walFile, checkpointFile } = this.folder;
    const bytes = sizeOf(walFile);
    if (bytes === 0) return;
    const log = { bytes, header: headerOf(walFile) };
    writeMark(checkpointFile, { ...log, phase: "copying" });
    this.checkpoint("FULL");
    writeMark(checkpointFile, { ...log, phase: "copied" });
    this.checkpoint("TRUNCATE");
    rmSync(checkpointFile);
  }

  private checkpoint(mode: "FULL" | "TRUNCATE"): void {
    const result = this.connection.prepare(`PRAGMA wal_checkpoint(${mode})`).get();
    if (result?.busy !== 0) throw new Error(`the checkpoint of ${this.folder.databaseFile} failed`);
  }
}

/**
 * What a checkpoint that was cut off has left, before the database is opened. Answers how many
 * bytes of the log must prove to be whole. Throws DataFolderError if they cannot be.
 */
export function recoverCheckpoint({ walFile, checkpointFile }: DataFolder): number {
  const mark = readMark(checkpointFile);
  if (mark === undefined) return 0;
  if (mark.phase === "copied") {
    rmSync(walFile, { force: true });
    rmSync(checkpointFile);
    return 0;
  }
  if (sizeOf(walFile) < mark.bytes || headerOf(walFile) !== mark.header) {
    throw new DataFolderError(
      "Damaged",
      `the write-ahead log ${walFile} is damaged: it had ${mark.bytes} bytes when they were ` +
        `being copied, and has ${sizeOf(walFile)} now`,
    );
  }
  return mark.bytes;
}

interface Mark {
  readonly phase: "copying" | "copied";
  readonly bytes: number;
  /** The log's first bytes, in hexadecimal: they differ from log to log. */
  readonly header: string;
}

function writeMark(path: string, mark: Mark): void {
  const draft = `${path}.new`;
  const file = openSync(draft, "w");
  try {
    writeSync(file, JSON.stringify(mark));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

/** Undefined: no checkpoint was under way. */
function readMark(path: string): Mark | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Mark;
  } catch (cause) {
    throw new DataFolderError("Damaged", `the file ${path} is damaged: it is no JSON`, { cause });
  }
}

function headerOf(walFile: string): string {
  const header = Buffer.alloc(32);
  const file = openSync(walFile, "r");
  try {
    return header.toString("hex", 0, readSync(file, header));
  } finally {
    closeSync(file);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
