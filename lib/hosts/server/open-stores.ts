import {
  KeyedActivityQueue,
  KeyedDefinitions,
  KeyedJournal,
} from "../../adapters/kms/keyed-stores.ts";
import { MemoryAccountUsage } from "../../adapters/memory/account-usage.ts";
import { MemoryActivityQueue } from "../../adapters/memory/activity-queue.ts";
import {
  CheckedActivityQueue,
  CheckedDefinitions,
  CheckedJournal,
} from "../../adapters/memory/checked-stores.ts";
import { MemoryExecutions } from "../../adapters/memory/executions.ts";
import { MemoryJournal } from "../../adapters/memory/journal.ts";
import { MemoryWakeQueue } from "../../adapters/memory/wake-queue.ts";
import type { MapRunSnapshot } from "../../core/map-run/map-run-snapshot.ts";
import type { DefinitionRecord } from "../../engine/definitions-port.ts";
import type { Encryption } from "../../engine/encryption.ts";
import type { MapRunMeta } from "../../engine/journal-port.ts";
import type { Sealer } from "../../engine/sealer-port.ts";
import type { LockedStores, Stores } from "./stores.ts";

/**
 * Where everything is kept: in the folder, or in memory. `now` tells what has expired; `keys` are
 * those that encrypt what customers have keys for. Throws DataFolderError: in use, damaged, not
 * ours, too new.
 */
export async function openStores(
  dataFolder: string | undefined,
  now: () => number,
  keys: Sealer,
  crashed: (error: unknown) => void,
): Promise<Stores> {
  const stores = dataFolder === undefined ? memoryStores(now, keys) : await kept(dataFolder);
  return {
    ...stores,
    journal: new KeyedJournal(stores.journal, keys),
    mapRunJournal: new KeyedJournal(stores.mapRunJournal, keys),
    definitions: new KeyedDefinitions(stores.definitions, keys),
    activityQueue: new KeyedActivityQueue(stores.activityQueue, keys),
  };

  async function kept(folder: string): Promise<LockedStores> {
    const { sqliteStores } = await import("./sqlite-stores.ts");
    return sqliteStores(folder, now, crashed, keys);
  }
}

function memoryStores(now: () => number, keys: Sealer): LockedStores {
  const journal = new MemoryJournal({ now });
  const mapRunJournal = new MemoryJournal<MapRunMeta, MapRunSnapshot>({ now });
  const definitions = new CheckedDefinitions(keys);
  return {
    journal: new CheckedJournal(journal, keys, ({ revision }) => revision?.encryption),
    mapRunJournal: new CheckedJournal(mapRunJournal, keys, ({ encryption }) => encryption),
    definitions,
    activityQueue: new CheckedActivityQueue(new MemoryActivityQueue(), keys, (activityArn) =>
      encryptionOf(definitions.get(activityArn)),
    ),
    executions: new MemoryExecutions(journal, mapRunJournal),
    usage: new MemoryAccountUsage(definitions, journal),
    wakeQueue: new MemoryWakeQueue(),
    close: () => {},
  };
}

function encryptionOf(record: DefinitionRecord | undefined): Encryption | undefined {
  return record?.kind === "activity" ? record.encryption : undefined;
}
