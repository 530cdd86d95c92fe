import { MemoryActivityQueue } from "../../adapters/memory/activity-queue.ts";
import { MemoryDefinitions } from "../../adapters/memory/definitions.ts";
import { MemoryExecutions } from "../../adapters/memory/executions.ts";
import { MemoryJournal } from "../../adapters/memory/journal.ts";
import { MemoryWakeQueue } from "../../adapters/memory/wake-queue.ts";
import type { MapRunSnapshot } from "../../core/map-run/map-run-snapshot.ts";
import type { Executions } from "../../engine/executions-port.ts";
import type { MapRunMeta } from "../../engine/journal-port.ts";
import type { Ports, WakeQueue } from "../../engine/ports.ts";
import type { WakeSource } from "./wake-loop.ts";

/** Everything that a server keeps. */
export interface Stores
  extends Pick<Ports, "journal" | "mapRunJournal" | "definitions" | "activityQueue"> {
  readonly executions: Executions;
  readonly wakeQueue: WakeQueue & WakeSource;
  close(): void;
}

export function memoryStores(): Stores {
  const journal = new MemoryJournal();
  const mapRunJournal = new MemoryJournal<MapRunMeta, MapRunSnapshot>();
  return {
    journal,
    mapRunJournal,
    definitions: new MemoryDefinitions(),
    activityQueue: new MemoryActivityQueue(),
    executions: new MemoryExecutions(journal, mapRunJournal),
    wakeQueue: new MemoryWakeQueue(),
    close: () => {},
  };
}
