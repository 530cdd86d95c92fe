import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import type { Database } from "../../../lib/adapters/sqlite/database.ts";
import { SqliteDefinitions } from "../../../lib/adapters/sqlite/definitions.ts";
import { openDatabase } from "../../../lib/adapters/sqlite/open-database.ts";
import { sqliteModule } from "../../../lib/adapters/sqlite/sqlite-module.ts";

const opened: Database[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const database of opened.splice(0)) database.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe("a data folder", () => {
  it("keeps what was written when it is opened again", async () => {
    const folder = newFolder();
    await new SqliteDefinitions(open(folder)).putText("a", "text");
    close();
    expect(new SqliteDefinitions(open(folder)).text("a")).toBe("text");
  });

  it("is one file when it is closed", async () => {
    const folder = await filled();
    expect(existsSync(join(folder, "stepwright.db-wal"))).toBe(false);
    expect(existsSync(join(folder, "checkpoint.json"))).toBe(false);
  });

  it("belongs to one process, by name", () => {
    const folder = newFolder();
    open(folder);
    expect(() => openDatabase(folder)).toThrow(
      `the data folder ${folder} is in use by another process (process ${process.pid})`,
    );
    close();
    open(folder);
  });

  it("is free as soon as its owner is killed", async () => {
    const folder = newFolder();
    const owner = spawn(process.execPath, [ownerScript, folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(owner.stdout, "data");
    expect(() => openDatabase(folder)).toThrow(`(process ${owner.pid})`);
    owner.kill("SIGKILL");
    await once(owner, "exit");
    expect(new SqliteDefinitions(open(folder)).text("owner's")).toBe("text");
  });

  it("has a database with the settings that durability needs", () => {
    const database = open(newFolder());
    const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {});
    expect(pragma("journal_mode")).toEqual(["wal"]);
    expect(pragma("synchronous")).toEqual([2]);
    expect(pragma("locking_mode")).toEqual(["exclusive"]);
    expect(pragma("wal_autocheckpoint")).toEqual([0]);
  });
});

describe("a database that is not as it was written is refused by name", () => {
  const refused = (folder: string, reason: string, message: RegExp | string) => {
    const open = () => openDatabase(folder);
    expect(open).toThrow(expect.objectContaining({ name: "DataFolderError", reason }));
    expect(open).toThrow(message);
    expect(open).toThrow(join(folder, "stepwright.db"));
  };

  it("of another application", () => {
    const folder = newFolder();
    const { DatabaseSync } = sqliteModule();
    const other = new DatabaseSync(join(folder, "stepwright.db"));
    other.exec("CREATE TABLE t (a)");
    other.close();
    refused(folder, "Foreign", "is a database of another application");
  });

  it("of a later release", async () => {
    const folder = await filled();
    const { DatabaseSync } = sqliteModule();
    const database = new DatabaseSync(join(folder, "stepwright.db"));
    database.exec("PRAGMA user_version = 2");
    database.close();
    refused(folder, "TooNew", "has format 2; this release of Stepwright reads up to 1");
  });

  it("emptied, shortened, lengthened, or no database at all", async () => {
    for (const damage of [
      (file: string) => truncateSync(file, 0),
      (file: string) => truncateSync(file, 50),
      (file: string) => truncateSync(file, statSync(file).size - 4_096),
      (file: string) => truncateSync(file, statSync(file).size - 1),
      (file: string) => truncateSync(file, statSync(file).size + 4_096),
      (file: string) => writeFileSync(file, "no database"),
    ]) {
      const folder = await filled();
      damage(join(folder, "stepwright.db"));
      refused(folder, "Damaged", "is damaged");
    }
  });

  it("with one other byte in a document", async () => {
    const folder = await filled();
    const file = join(folder, "stepwright.db");
    const content = readFileSync(file);
    // Splitting pages leaves copies behind that nobody reads.
    for (
      let at = content.indexOf("text of 7.");
      at >= 0;
      at = content.indexOf("text of 7.", at + 1)
    ) {
      overwrite(file, at, "T");
    }
    refused(folder, "Damaged", "is damaged: the text 7");
  });

  it("with a page of an index overwritten", async () => {
    const folder = await filled();
    const file = join(folder, "stepwright.db");
    const at = readFileSync(file).indexOf("sqlite_autoindex_journals");
    overwrite(file, at - 300, "\0".repeat(300));
    refused(folder, "Damaged", "is damaged");
  });

  it("missing, while its log is there", async () => {
    const folder = await filled();
    const file = join(folder, "stepwright.db");
    copyFileSync(file, `${file}-wal`);
    rmSync(file);
    refused(folder, "Damaged", "is missing");
  });
});

const ownerScript = fileURLToPath(new URL("./own-folder.ts", import.meta.url));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "stepwright-"));
  folders.push(folder);
  return folder;
}

function open(folder: string): Database {
  const database = openDatabase(folder);
  opened.push(database);
  return database;
}

function close(): void {
  for (const database of opened.splice(0)) database.close();
}

/** A folder with a few texts, closed. */
async function filled(): Promise<string> {
  const folder = newFolder();
  const definitions = new SqliteDefinitions(open(folder));
  await Promise.all(
    Array.from({ length: 100 }, (_, n) => definitions.putText(`${n}`, `text of ${n}. `.repeat(9))),
  );
  close();
  return folder;
}

function overwrite(file: string, at: number, text: string): void {
  const descriptor = openSync(file, "r+");
  writeSync(descriptor, text, at);
  closeSync(descriptor);
}
