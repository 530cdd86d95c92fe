import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from "node:fs";

/**
 * The file of the write-ahead log, which SQLite writes. It may be longer than the log: what follows
 * is of former logs, or has never been written. https://www.sqlite.org/fileformat2.html#walformat
 *
 * Commits to a file that need not grow take a third less time.
 */
export class LogFile {
  private readonly path: string;
  private file: number | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Its first bytes in hexadecimal, which differ from log to log. Empty: there is none. */
  header(): string {
    const header = this.read(0, headerBytes);
    return header.every((byte) => byte === 0) ? "" : header.toString("hex");
  }

  /** The log's length, as far as it was written in order. 0: it is empty. */
  bytes(): number {
    if (!this.reaches(headerBytes + frameBytes)) return 0;
    const fileBytes = statSync(this.path).size;
    // Frames of this log come before all others.
    let [there, missing] = [1, framesIn(fileBytes) + 1];
    while (missing - there > 1) {
      const middle = (there + missing) >> 1;
      if (this.reaches(headerBytes + middle * frameBytes)) there = middle;
      else missing = middle;
    }
    return headerBytes + there * frameBytes;
  }

  /** Is the log so long, or longer? */
  reaches(bytes: number): boolean {
    const last = Math.max(1, framesIn(bytes)) - 1;
    const salt = this.read(saltAt, saltBytes);
    if (salt.length < saltBytes || salt.every((byte) => byte === 0)) return false;
    return salt.equals(this.read(headerBytes + last * frameBytes + saltAtOfFrame, saltBytes));
  }

  /** Gives up the file. */
  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  private read(at: number, bytes: number): Buffer {
    if (this.file === undefined) {
      if (statSync(this.path, { throwIfNoEntry: false }) === undefined) return Buffer.alloc(0);
      this.file = openSync(this.path, "r");
    }
    const buffer = Buffer.alloc(bytes);
    return buffer.subarray(0, readSync(this.file, buffer, 0, bytes, at));
  }
}

/** The length of the log in that file; see LogFile. */
export function logBytesOf(path: string): number {
  const log = new LogFile(path);
  const bytes = log.bytes();
  log.close();
  return bytes;
}

/** How many whole frames a log of so many bytes has. */
export function framesIn(bytes: number): number {
  return Math.max(0, Math.floor((bytes - headerBytes) / frameBytes));
}

/** Makes the file so long, if it is shorter, before SQLite opens it; not where the disk is full. */
export function fillLogFile(path: string, bytes: number): void {
  const file = openSync(path, "a");
  const { size } = fstatSync(file);
  try {
    if (size >= bytes) return;
    const zeros = Buffer.alloc(64 * 1024);
    for (let at = size; at < bytes; at += zeros.length) writeSync(file, zeros);
    fsyncSync(file);
  } catch {
    ftruncateSync(file, size);
  } finally {
    closeSync(file);
  }
}

const headerBytes = 32;
const frameBytes = 24 + 4_096;
/** Where the salt is that tells a log's frames from those of others: in the header, in a frame. */
const saltAt = 16;
const saltAtOfFrame = 8;
const saltBytes = 8;
