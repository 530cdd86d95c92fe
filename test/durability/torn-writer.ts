import { appendFileSync, closeSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { sqliteJournal } from "../../lib/adapters/sqlite/journal.ts";
import { openDatabase } from "../../lib/adapters/sqlite/open-database.ts";
import { arnOf, metaOf, recordOf, recordsOf } from "./torn-content.ts";

// A process that writes executions until it is killed, and logs what was acknowledged: the log's
// salt and length by then, the execution, the record (0: META).
const [folder = "", walBytesMax = "0"] = process.argv.slice(2);
const journal = sqliteJournal(openDatabase(folder, { walBytesMax: Number(walBytesMax) }), () => 0);
const wal = join(folder, "stepwright.db-wal");
const acknowledged = join(folder, "acknowledged.log");
let next = 0;

function log(execution: number, number: number): void {
  appendFileSync(acknowledged, `${saltOf(wal)} ${statSync(wal).size} ${execution} ${number}\n`);
}

/** What tells one log from the next; empty while the log is. */
function saltOf(path: string): string {
  const salt = Buffer.alloc(8);
  const file = openSync(path, "r");
  const bytes = readSync(file, salt, 0, 8, 16);
  closeSync(file);
  return bytes === 8 ? salt.toString("hex") : "none";
}

async function write(): Promise<void> {
  for (;;) {
    const execution = next++;
    await journal.create(arnOf(execution), metaOf(execution));
    log(execution, 0);
    for (let number = 1; number <= recordsOf(execution); number++) {
      await journal.append(arnOf(execution), recordOf(execution, number));
      log(execution, number);
    }
  }
}

process.stdout.write("ready\n");
await Promise.all(Array.from({ length: 16 }, write));
