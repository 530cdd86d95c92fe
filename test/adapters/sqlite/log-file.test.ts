import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Database } from "../../../lib/adapters/sqlite/database.ts";
import { SqliteDefinitions } from "../../../lib/adapters/sqlite/definitions.ts";
import { LogFile } from "../../../lib/adapters/sqlite/log-file.ts";
import { openDatabase } from "../../../lib/adapters/sqlite/open-database.ts";

const walBytesMax = 128 * 1024;

let folder: string;
let database: Database;
let log: LogFile;
let copies: string[];
let failures: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stepwright-log-"));
  failures = [];
  const failed = (error: unknown) => failures.push(String(error));
  database = openDatabase(folder, { walBytesMax, failed });
  log = new LogFile(logOf(folder));
  copies = [];
});

afterEach(() => {
  vi.useRealTimers();
  log.close();
  database.close();
  for (const path of [folder, ...copies]) rmSync(path, { recursive: true });
});

describe("the log's file", () => {
  it("is as long from the start as the log may become, and the log is empty", () => {
    expect(statSync(logOf(folder)).size).toBe(walBytesMax);
    expect([log.header(), log.bytes(), log.reaches(1)]).toEqual(["", 0, false]);
  });

  it("tells how far the log was written", async () => {
    let before = 0;
    for (let n = 0; n < 5; n++) {
      await put(n, 1);
      const bytes = log.bytes();
      expect(bytes).toBeGreaterThan(before);
      expect((bytes - 32) % 4_120).toBe(0);
      expect([log.reaches(bytes), log.reaches(bytes + 4_120)]).toEqual([true, false]);
      before = bytes;
    }
  });

  it("is written from its beginning again when the log is in the database", async () => {
    const headers = new Set<string>();
    let longest = 0;
    for (let n = 0; n < 40; n++) {
      await put(n, 10);
      headers.add(log.header());
      longest = Math.max(longest, statSync(logOf(folder)).size);
    }
    expect(headers.size).toBeGreaterThan(5);
    expect(longest).toBeLessThan(2 * walBytesMax);
    expect(existsSync(join(folder, "checkpoint.json"))).toBe(false);
    // As a killed process leaves it: the end of the file is of former logs.
    await expectTexts(copy(), 400);
  });
});

describe("a disk that is full", () => {
  it("refuses what is written, and takes it again when there is room", async () => {
    await put(0, 1);
    const pages = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {});
    pages(`max_page_count = ${pages("page_count")}`);
    await expect(put(1, 100)).rejects.toThrow("database or disk is full");
    pages("max_page_count = 1000000");
    await put(0, 200);
    await expectTexts(copy(), 200);
  });

  it("lets the log grow until it can be moved", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const inTheWay = join(folder, "checkpoint.json.new");
    mkdirSync(inTheWay);
    for (let n = 0; n < 20; n++) await put(n, 10);
    expect(failures).toEqual([expect.stringMatching(/wal could not be moved .*EISDIR/)]);
    expect(log.bytes()).toBeGreaterThan(2 * walBytesMax);
    await expectTexts(copy(), 200);
    rmSync(inTheWay, { recursive: true });
    vi.advanceTimersByTime(1_000);
    await put(20, 10);
    await new Promise(setImmediate);
    expect(log.bytes()).toBeLessThan(walBytesMax);
    expect(failures).toHaveLength(1);
    await expectTexts(copy(), 210);
  });
});

describe("a log that was copied into the database", () => {
  it("is dropped, whatever became of its end", async () => {
    await put(0, 10);
    const firstBytes = log.bytes();
    await put(1, 10);
    const header = log.header();
    const former = copy();
    database.close();
    // The database has all of it, and the log is as it was, but for what it lost.
    copyFileSync(join(folder, "stepwright.db"), join(former, "stepwright.db"));
    truncateSync(logOf(former), firstBytes);
    mark(former, header);
    await expectTexts(former, 20);
  });

  it("is not taken for the one after it", async () => {
    for (let n = 0; log.header() === "" || n < 20; n++) await put(n, 10);
    const path = copy();
    mark(path, "00".repeat(32));
    await expectTexts(path, 200);
  });
});

/** Writes so many texts at once. */
async function put(n: number, count: number): Promise<void> {
  const definitions = new SqliteDefinitions(database);
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      definitions.putText(`${n * count + index}`, `text ${n * count + index} `.repeat(100)),
    ),
  );
}

async function expectTexts(path: string, count: number): Promise<void> {
  const opened = openDatabase(path, { walBytesMax });
  try {
    const definitions = new SqliteDefinitions(opened);
    const texts = Array.from({ length: count }, (_, n) => definitions.text(`${n}`));
    expect(texts).toEqual(texts.map((_, n) => `text ${n} `.repeat(100)));
  } finally {
    opened.close();
  }
}

/** What a killed process would leave now. */
function copy(): string {
  const path = mkdtempSync(join(tmpdir(), "stepwright-log-copy-"));
  copies.push(path);
  for (const name of ["stepwright.db", "stepwright.db-wal"]) {
    copyFileSync(join(folder, name), join(path, name));
  }
  return path;
}

function mark(path: string, header: string): void {
  const bytes = readFileSync(logOf(path)).length;
  const text = JSON.stringify({ phase: "copied", bytes, header });
  writeFileSync(join(path, "checkpoint.json"), text);
}

function logOf(path: string): string {
  return join(path, "stepwright.db-wal");
}
