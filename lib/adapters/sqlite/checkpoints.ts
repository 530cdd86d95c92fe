import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { DataFolder } from "./data-folder.ts";
import { DataFolderError } from "./data-folder-error.ts";
import { LogFile } from "./log-file.ts";
import { schemaVersion } from "./schema.ts";

/**
 * Moves the write-ahead log into the database file when it has grown. SQLite would do so by itself,
 * but then leaves the log as it is: pages of the file are newer than a log that lost its tail, and
 * the two together are nonsense. So a new log is begun at once, and a file says how far we came:
 * - `copying`: the log must be as long as it was, or the folder is refused.
 * - `copied`: all of the log is in the database file, so whatever is left of it is dropped.
 */
export class Checkpoints {
  private readonly folder: DataFolder;
  private readonly connection: DatabaseSync;
  private readonly walBytesMax: number;
  private readonly failed: (error: unknown) => void;
  private readonly log: LogFile;
  private notBeforeMs = 0;

  /** `failed` hears that the log could not be moved: it grows, and is tried again. */
  constructor(
    folder: DataFolder,
    connection: DatabaseSync,
    walBytesMax: number,
    failed: (error: unknown) => void,
  ) {
    this.folder = folder;
    this.connection = connection;
    this.walBytesMax = walBytesMax;
    this.failed = failed;
    this.log = new LogFile(folder.walFile);
  }

  /** To be called between transactions. */
  runIfDue(): void {
    if (!this.log.reaches(this.walBytesMax) || performance.now() < this.notBeforeMs) return;
    this.orFailed(() => this.run());
  }

  /** Leaves a log that has just been begun. */
  run(): void {
    this.move((header) => {
      if (!this.beginsAnew(header)) this.checkpoint("TRUNCATE");
    });
  }

  /** Leaves no log: SQLite removes the file when the database is closed. */
  end(): void {
    this.orFailed(() => this.move(() => this.checkpoint("TRUNCATE")));
    this.log.close();
  }

  private orFailed(work: () => void): void {
    try {
      work();
    } catch (cause) {
      this.notBeforeMs = performance.now() + retryMs;
      const { walFile } = this.folder;
      this.failed(
        new Error(`${walFile} could not be moved into the database: ${cause}`, { cause }),
      );
    }
  }

  private move(leaveLog: (header: string) => void): void {
    const bytes = this.log.bytes();
    if (bytes === 0) return;
    const log = { bytes, header: this.log.header() };
    try {
      writeMark(this.folder, { ...log, phase: "copying" });
      this.checkpoint("FULL");
      writeMark(this.folder, { ...log, phase: "copied" });
      leaveLog(log.header);
    } finally {
      // Where it has failed, too: what is written next may begin a log that the mark is not of.
      rmSync(this.folder.checkpointFile, { force: true });
    }
  }

  /**
   * Writes something, so that SQLite begins the log anew in a file that is long enough already.
   * Answers whether it did.
   */
  private beginsAnew(header: string): boolean {
    this.connection.exec(`PRAGMA user_version = ${schemaVersion}`);
    return this.log.header() !== header;
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
  const log = new LogFile(walFile);
  const [isSame, bytes] = [log.header() === mark.header, log.bytes()];
  log.close();
  if (mark.phase === "copied") {
    if (isSame) rmSync(walFile);
    rmSync(checkpointFile);
    return 0;
  }
  if (bytes < mark.bytes || !isSame) {
    throw new DataFolderError(
      "Damaged",
      `the write-ahead log ${walFile} is damaged: it had ${mark.bytes} bytes when they were ` +
        `being copied, and has ${bytes} now`,
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

/** It is there after a power failure, too: the next log may be by then. */
function writeMark(folder: DataFolder, mark: Mark): void {
  const { checkpointFile } = folder;
  const draft = `${checkpointFile}.new`;
  const file = openSync(draft, "w");
  try {
    writeSync(file, JSON.stringify(mark));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, checkpointFile);
  folder.sync();
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

/** A full disk has room again only when somebody has made some. */
const retryMs = 1_000;
