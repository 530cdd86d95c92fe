import type { Snapshot } from "../core/snapshot.ts";
import type { ExecutionMeta, OwnCommand, Resolution } from "./journal-port.ts";

/** What is known of an execution. */
export interface ExecutionHead {
  readonly meta: ExecutionMeta;
  /** Undefined: nothing has been recorded since the start. */
  readonly snapshot: Snapshot | undefined;
  readonly resolutions: readonly Resolution[];
  readonly unconfirmed: readonly OwnCommand[];
}
