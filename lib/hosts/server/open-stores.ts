import { MemoryAccountUsage } from "../../adapters/memory/account-usage.ts";
import { MemoryActivityQueue } from "../../adapters/memory/activity-queue.ts";
import { MemoryDefinitions } from "../../adapters/memory/definitions.ts";
import { MemoryExecutions } from "../../adapters/memory/executions.ts";
import { MemoryJournal } from "../../adapters/memory/journal.ts";
import { MemoryWakeQueue } from "../../adapters/memory/wake-queue.ts";
import type { MapRunSnapshot } from "../../core/map-run/map-run-snapshot.ts";
import type { MapRunMeta } from "../../engine/journal-port.ts";
import type { Stores } from "./stores.ts";

/**
 * Where everything is kept: in the folder, or in memory. `now` tells what has expired. Throws
 * DataFolderError: in use, damaged, not ours, too new.
 */
export async function openStores(
  dataFolder: string | undefined,
  now: () => number,
  crashed: (error: unknown) => void,
): Promise<Stores> {
  if (dataFolder === undefined) return memoryStores(now);
  const { sqliteStores } = await import("./sqlite-stores.ts");
  return sqliteStores(dataFolder, now, crashed);
}

function memoryStores(now: () => number): Stores {
  const journal = new MemoryJournal({ now });
  const mapRunJournal = new MemoryJournal<MapRunMeta, MapRunSnapshot>({ now });
  const definitions = new MemoryDefinitions();
  return {
    journal,
    mapRunJournal,
    definitions,
    activityQueue: new MemoryActivityQueue(),
    executions: new MemoryExecutions(journal, mapRunJournal),
    usage: new MemoryAccountUsage(definitions, journal),
    wakeQueue: new MemoryWakeQueue(),
    close: () => {},
  };
}
