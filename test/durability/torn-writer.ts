import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { sqliteJournal } from "../../lib/adapters/sqlite/journal.ts";
import { LogFile } from "../../lib/adapters/sqlite/log-file.ts";
import { openDatabase } from "../../lib/adapters/sqlite/open-database.ts";
import { arnOf, metaOf, recordOf, recordsOf } from "./torn-content.ts";

// A process that writes executions until it is killed, and logs what was acknowledged: the log's
// header and length by then, the execution, the record (0: META).
const [folder = "", walBytesMax = "0"] = process.argv.slice(2);
const journal = sqliteJournal(openDatabase(folder, { walBytesMax: Number(walBytesMax) }), () => 0);
const logFile = new LogFile(join(folder, "stepwright.db-wal"));
const acknowledged = join(folder, "acknowledged.log");
let next = 0;

function log(execution: number, number: number): void {
  const line = `${logFile.header()} ${logFile.bytes()} ${execution} ${number}\n`;
  appendFileSync(acknowledged, line);
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
