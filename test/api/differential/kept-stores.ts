import { MemoryAccountUsage } from "../../../lib/adapters/memory/account-usage.ts";
import { MemoryActivityQueue } from "../../../lib/adapters/memory/activity-queue.ts";
import { MemoryDefinitions } from "../../../lib/adapters/memory/definitions.ts";
import { MemoryExecutions } from "../../../lib/adapters/memory/executions.ts";
import { MemoryJournal } from "../../../lib/adapters/memory/journal.ts";
import { SqliteAccountUsage } from "../../../lib/adapters/sqlite/account-usage.ts";
import { SqliteActivityQueue } from "../../../lib/adapters/sqlite/activity-queue.ts";
import { SqliteDefinitions } from "../../../lib/adapters/sqlite/definitions.ts";
import { SqliteExecutions } from "../../../lib/adapters/sqlite/executions.ts";
import { sqliteJournal, sqliteMapRunJournal } from "../../../lib/adapters/sqlite/journal.ts";
import { openDatabase } from "../../../lib/adapters/sqlite/open-database.ts";
import type { MapRunSnapshot } from "../../../lib/core/map-run/map-run-snapshot.ts";
import type { MapRunMeta } from "../../../lib/engine/journal-port.ts";
import { simulatedStores } from "../../adapters/aws/simulated-stores.ts";
import { CountedUsage } from "./counted-usage.ts";
import type { KeptStores } from "./stored-api.ts";

const now = (): number => Date.UTC(2026, 0, 1);

export function memoryStores(): KeptStores {
  const journal = new MemoryJournal({ now });
  const mapRunJournal = new MemoryJournal<MapRunMeta, MapRunSnapshot>({ now });
  const definitions = new MemoryDefinitions();
  return {
    journal,
    mapRunJournal,
    definitions,
    usage: new MemoryAccountUsage(definitions, journal),
    executions: new MemoryExecutions(journal, mapRunJournal),
    activityQueue: new MemoryActivityQueue(),
  };
}

export function sqliteStores(): KeptStores {
  const database = openDatabase(":memory:");
  return {
    journal: sqliteJournal(database, now),
    mapRunJournal: sqliteMapRunJournal(database, now),
    definitions: new SqliteDefinitions(database),
    usage: new SqliteAccountUsage(database),
    executions: new SqliteExecutions(database, now),
    activityQueue: new SqliteActivityQueue(database),
  };
}

/** What functions on AWS keep, on simulated tables and buckets. */
export function awsFunctionStores(): KeptStores {
  const stores = simulatedStores({ now });
  return { ...stores, usage: new CountedUsage(stores) };
}
