import { deepStrictEqual, rejects } from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DataFolderError } from "../../lib/adapters/sqlite/data-folder-error.ts";
import { sqliteJournal } from "../../lib/adapters/sqlite/journal.ts";
import { logBytesOf } from "../../lib/adapters/sqlite/log-file.ts";
import { openDatabase } from "../../lib/adapters/sqlite/open-database.ts";
import { Random } from "./random.ts";
import { arnOf, eventsOf, metaOf, recordOf, stateOf } from "./torn-content.ts";

export interface TornFilesOptions {
  /** Processes that are killed. */
  readonly stops: number;
  /** Copies of what each has left, each cut or damaged at another place. */
  readonly cutsPerStop: number;
  readonly damagesPerStop: number;
  readonly seed: number;
}

export interface TornFilesResult {
  /** Copies whose log was cut, and that opened with a prefix of what was written. */
  readonly opened: number;
  /** Of those: cuts that lost something, and stops in the middle of a checkpoint. */
  readonly lost: number;
  readonly midCheckpoint: number;
  /** Copies that lack what was being copied into the database file: damage, refused by name. */
  readonly refusedShort: number;
  /** Copies whose database file was damaged: refused by name, or as they were written. */
  readonly refusedDamaged: number;
  readonly unharmed: number;
  /** Acknowledged writes that were looked for. */
  readonly acknowledged: number;
}

type Counts = { -readonly [K in keyof TornFilesResult]: number };

/**
 * Kills processes that write, copies what they left, cuts the log at random bytes or damages the
 * database, and opens the copies. Throws where something is not as it must be.
 */
export async function tornFiles(options: TornFilesOptions): Promise<TornFilesResult> {
  const random = new Random(options.seed);
  const counts: Counts = {
    opened: 0,
    lost: 0,
    midCheckpoint: 0,
    refusedShort: 0,
    refusedDamaged: 0,
    unharmed: 0,
    acknowledged: 0,
  };
  for (let stop = 0; stop < options.stops; stop++) {
    const folder = mkdtempSync(join(tmpdir(), "stepwright-torn-"));
    try {
      await stopWriter(folder, walBytesMax[stop % walBytesMax.length] ?? 0, random);
      for (let cut = 0; cut < options.cutsPerStop; cut++) {
        await checkCut(folder, random, counts);
        await checkShort(folder, random, counts);
      }
      for (let damage = 0; damage < options.damagesPerStop; damage++) {
        await checkDamage(folder, random, counts);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  return counts;
}

/** Logs that are never, seldom and often copied into the database file: checkpoints. */
const walBytesMax = [2 ** 30, 2 ** 20, 2 ** 16];

/** Lets a process write, and kills it. */
async function stopWriter(folder: string, bytesMax: number, random: Random): Promise<void> {
  const writer = spawn(process.execPath, [writerScript, folder, `${bytesMax}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await Promise.race([once(writer.stdout, "data"), died(writer)]);
  await new Promise((resolve) => setTimeout(resolve, 5 + random.below(400)));
  writer.kill("SIGKILL");
  await once(writer, "exit");
}

async function died(writer: ChildProcess): Promise<never> {
  const [code] = await once(writer, "exit");
  throw new Error(`the writer ended by itself, with ${code}`);
}

/** An acknowledged write, and where the log ended by then. */
interface Acknowledged {
  /** The log's. */
  readonly header: string;
  readonly end: number;
  readonly execution: number;
  readonly number: number;
}

/**
 * Where a power failure may end the log: anywhere, save in what was being copied into the database
 * file. SQLite syncs the log before it copies of it, whatever becomes of the rest; with synchronous
 * = FULL each commit has done so already. https://www.sqlite.org/wal.html#performance_considerations
 */
async function checkCut(folder: string, random: Random, counts: Counts): Promise<void> {
  const copy = copyOf(folder);
  const log = logOf(copy);
  const mark = markOf(copy);
  const synced = mark?.phase === "copying" ? mark.bytes : 0;
  const cut = synced + random.below(Math.max(0, logBytesOf(walOf(copy)) - synced) + 1);
  if (log.length > 0) truncateSync(walOf(copy), cut);
  if (mark !== undefined) counts.midCheckpoint++;
  const header = log.toString("hex", 0, 32);
  const isCopied = mark?.phase === "copied" && mark.header === header;
  const isInLog = (one: Acknowledged): boolean => one.header === header && !isCopied;
  const acknowledged = acknowledgedIn(folder);
  try {
    const found = await contentOf(copy, true);
    const lost = acknowledged.filter(({ execution, number }) => !found.has(execution, number));
    for (const one of lost) {
      if (isInLog(one) && one.end > cut) continue;
      throw new Error(`record ${one.number} of e${one.execution} is lost: ${one.end} <= ${cut}`);
    }
    const firstLost = Math.min(...lost.map(({ end }) => end));
    const beyond = acknowledged.find(
      (one) => isInLog(one) && one.end > firstLost && found.has(one.execution, one.number),
    );
    if (beyond !== undefined) throw new Error(`what follows ${firstLost} is there: no prefix`);
    counts.opened++;
    counts.acknowledged += acknowledged.length;
    if (lost.length > 0) counts.lost++;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** A disk that loses what it had synced while that was copied leaves nonsense: it is refused. */
async function checkShort(folder: string, random: Random, counts: Counts): Promise<void> {
  const mark = markOf(folder);
  if (mark?.phase !== "copying") return;
  const copy = copyOf(folder);
  try {
    truncateSync(walOf(copy), random.below(mark.bytes));
    await rejects(contentOf(copy, false), DataFolderError);
    counts.refusedShort++;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** Other bytes at some place of the database file: refused by name, or nobody reads them. */
async function checkDamage(folder: string, random: Random, counts: Counts): Promise<void> {
  const copy = copyOf(folder);
  const file = join(copy, "stepwright.db");
  try {
    const before = await contentOf(copy, false);
    damageFile(file, random);
    try {
      deepStrictEqual(await contentOf(copy, false), before);
      counts.unharmed++;
    } catch (error) {
      if (!(error instanceof DataFolderError && error.message.includes(file))) throw error;
      counts.refusedDamaged++;
    }
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/**
 * Reads everything; throws where a record is missing before another, or another than it was.
 * `goOn`: also appends to each execution.
 */
async function contentOf(folder: string, goOn: boolean): Promise<Content> {
  const database = openDatabase(folder);
  try {
    const journal = sqliteJournal(database, () => 0);
    const numbers = new Map<number, number>();
    for (const { arn } of database.prepare("SELECT arn FROM journals").all()) {
      const execution = Number(String(arn).slice(arnOf(0).length - 1));
      const head = journal.load(arnOf(execution));
      deepStrictEqual(head?.meta, metaOf(execution));
      const { number } = head;
      if (number > 0) deepStrictEqual(head.snapshot, stateOf(execution, number));
      const events = Array.from({ length: number }, (_, index) => eventsOf(execution, index + 1));
      deepStrictEqual(journal.events(arnOf(execution)), events.flat());
      if (goOn) await journal.append(arnOf(execution), recordOf(execution, number + 1));
      numbers.set(execution, number);
    }
    return new Content(numbers);
  } finally {
    database.close();
  }
}

/** The number of the last record by execution. */
class Content {
  readonly all: ReadonlyMap<number, number>;

  constructor(all: ReadonlyMap<number, number>) {
    this.all = all;
  }

  has(execution: number, number: number): boolean {
    const last = this.all.get(execution);
    return last !== undefined && number <= last;
  }
}

function walOf(folder: string): string {
  return join(folder, "stepwright.db-wal");
}

function logOf(folder: string): Buffer {
  return existsSync(walOf(folder)) ? readFileSync(walOf(folder)) : Buffer.alloc(0);
}

function copyOf(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), "stepwright-copy-"));
  for (const name of ["stepwright.db", "stepwright.db-wal", "checkpoint.json"]) {
    if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(copy, name));
  }
  return copy;
}

interface Mark {
  readonly phase: "copying" | "copied";
  readonly bytes: number;
  readonly header: string;
}

function markOf(folder: string): Mark | undefined {
  const path = join(folder, "checkpoint.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Mark) : undefined;
}

function acknowledgedIn(folder: string): readonly Acknowledged[] {
  const path = join(folder, "acknowledged.log");
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  // What comes after the last line's end was being written when the process was killed.
  return lines.slice(0, -1).map((line) => {
    const [header = "", end, execution, number] = line.split(" ");
    return { header, end: Number(end), execution: Number(execution), number: Number(number) };
  });
}

function damageFile(file: string, random: Random): void {
  const content = readFileSync(file);
  const at = random.below(content.length);
  random.pick([
    () => content.writeUInt8((content[at] ?? 0) ^ (1 << random.below(8)), at),
    () => content.fill(0, at - (at % pageBytes), at - (at % pageBytes) + pageBytes),
    () => content.fill("\xa5", at, at + 1 + random.below(500), "latin1"),
    () => content.copy(content, at - (at % pageBytes), pageBytes, 2 * pageBytes),
  ])();
  writeFileSync(file, random.below(5) === 0 ? content.subarray(0, at) : content);
}

const pageBytes = 4_096;
const writerScript = fileURLToPath(new URL("./torn-writer.ts", import.meta.url));
