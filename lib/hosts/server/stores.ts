import type { LockedActivityQueue } from "../../adapters/kms/keyed-stores.ts";
import type { AccountUsage } from "../../engine/account-usage-port.ts";
import type { Executions } from "../../engine/executions-port.ts";
import type { Ports, WakeQueue } from "../../engine/ports.ts";
import type { WakeSource } from "./wake-loop.ts";

/** Everything that a server keeps. */
export interface Stores
  extends Pick<Ports, "journal" | "mapRunJournal" | "definitions" | "activityQueue"> {
  readonly executions: Executions;
  readonly usage: AccountUsage;
  readonly wakeQueue: WakeQueue & WakeSource;
  /** State machines that a process before this one had begun to delete. Undefined: none has. */
  deleting?(): readonly string[];
  close(): void;
}

/** Before anybody asks for the data keys of what is encrypted with keys of the customers'. */
export interface LockedStores extends Stores {
  readonly activityQueue: LockedActivityQueue;
}
