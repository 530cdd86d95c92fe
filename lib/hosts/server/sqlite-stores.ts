import { SqliteAccountUsage } from "../../adapters/sqlite/account-usage.ts";
import { type ActivityKeys, SqliteActivityQueue } from "../../adapters/sqlite/activity-queue.ts";
import { SqliteDefinitions } from "../../adapters/sqlite/definitions.ts";
import { SqliteExecutions } from "../../adapters/sqlite/executions.ts";
import { sqliteJournal, sqliteMapRunJournal } from "../../adapters/sqlite/journal.ts";
import { openDatabase } from "../../adapters/sqlite/open-database.ts";
import { Retention } from "../../adapters/sqlite/retention.ts";
import { UnnamedTexts } from "../../adapters/sqlite/unnamed-texts.ts";
import { SqliteWakeQueue } from "../../adapters/sqlite/wake-queue.ts";
import type { Sealer } from "../../engine/sealer-port.ts";
import type { LockedStores } from "./stores.ts";

/**
 * What a data folder keeps; it is this process's until it is closed. Whatever was left there goes
 * on when its instant has come. Whatever lacks a data key fails with MissingKey. Throws
 * DataFolderError.
 * @param keys undefined: nothing is encrypted with keys of the customers'
 */
export function sqliteStores(
  dataFolder: string,
  now: () => number,
  crashed: (error: unknown) => void,
  keys?: Sealer,
): LockedStores {
  const database = openDatabase(dataFolder, { failed: crashed });
  const journal = sqliteJournal(database, now, keys);
  const mapRunJournal = sqliteMapRunJournal(database, now, keys);
  const definitions = new SqliteDefinitions(database, keys);
  const activityKeys: ActivityKeys = {
    sealer: keys,
    encryption: (activityArn, executionArn) => {
      const activity = definitions.get(activityArn);
      const own = activity?.kind === "activity" ? activity.encryption : undefined;
      return own ?? journal.encryption(executionArn);
    },
  };
  const retention = new Retention(database);
  const texts = new UnnamedTexts(database, definitions, now());
  const sweeping = setInterval(() => {
    sweep([retention, texts], now).catch(crashed);
  }, sweepEveryMs).unref();
  return {
    journal,
    mapRunJournal,
    definitions,
    activityQueue: new SqliteActivityQueue(database, activityKeys),
    executions: new SqliteExecutions(database, now),
    usage: new SqliteAccountUsage(database),
    wakeQueue: new SqliteWakeQueue([journal, mapRunJournal], now),
    deleting: () => definitions.deleting(),
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
