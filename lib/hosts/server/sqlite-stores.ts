import { SqliteAccountUsage } from "../../adapters/sqlite/account-usage.ts";
import { SqliteActivityQueue } from "../../adapters/sqlite/activity-queue.ts";
import { SqliteDefinitions } from "../../adapters/sqlite/definitions.ts";
import { SqliteExecutions } from "../../adapters/sqlite/executions.ts";
import { sqliteJournal, sqliteMapRunJournal } from "../../adapters/sqlite/journal.ts";
import { openDatabase } from "../../adapters/sqlite/open-database.ts";
import { Retention } from "../../adapters/sqlite/retention.ts";
import { UnnamedTexts } from "../../adapters/sqlite/unnamed-texts.ts";
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
  const definitions = new SqliteDefinitions(database);
  const retention = new Retention(database);
  const texts = new UnnamedTexts(database, definitions, now());
  const sweeping = setInterval(() => {
    sweep([retention, texts], now).catch(crashed);
  }, sweepEveryMs).unref();
  return {
    journal,
    mapRunJournal,
    definitions,
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

interface Sweeper {
  /** Does a part of the work. True: there is more. */
  sweep(nowMs: number): Promise<boolean>;
}

async function sweep(sweepers: readonly Sweeper[], now: () => number): Promise<void> {
  for (const sweeper of sweepers) {
    // Others have their turn in between.
    while (await sweeper.sweep(now())) await turn();
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

const sweepEveryMs = 60_000;
