import { SqliteAccountUsage } from "../../adapters/sqlite/account-usage.ts";
import { SqliteActivityQueue } from "../../adapters/sqlite/activity-queue.ts";
import { SqliteDefinitions } from "../../adapters/sqlite/definitions.ts";
import { SqliteExecutions } from "../../adapters/sqlite/executions.ts";
import { sqliteJournal, sqliteMapRunJournal } from "../../adapters/sqlite/journal.ts";
import { openDatabase } from "../../adapters/sqlite/open-database.ts";
import { Retention } from "../../adapters/sqlite/retention.ts";
import { SqliteWakeQueue } from "../../adapters/sqlite/wake-queue.ts";
import type { Stores } from "./stores.ts";

/**
 * What a data folder keeps; it is this process's until it is closed. Whatever was left there goes
 * on when its instant has come. Throws DataFolderError.
 */
export function sqliteStores(
  dataFolder: string,
  now: () => number,
  crashed: (error: unknown) => void,
): Stores {
  const database = openDatabase(dataFolder);
  const journal = sqliteJournal(database, now);
  const mapRunJournal = sqliteMapRunJournal(database, now);
  const retention = new Retention(database);
  const sweeping = setInterval(() => {
    sweep(retention, now).catch(crashed);
  }, sweepEveryMs).unref();
  return {
    journal,
    mapRunJournal,
    definitions: new SqliteDefinitions(database),
    activityQueue: new SqliteActivityQueue(database),
    executions: new SqliteExecutions(database, now),
    usage: new SqliteAccountUsage(database),
    wakeQueue: new SqliteWakeQueue([journal, mapRunJournal], now),
    close: () => {
      clearInterval(sweeping);
      database.close();
    },
  };
}

async function sweep(retention: Retention, now: () => number): Promise<void> {
  while (await retention.sweep(now())) {
    // Others have their turn in between.
  }
}

const sweepEveryMs = 60_000;
