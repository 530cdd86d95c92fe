import type { Limits } from "../data/limits.ts";
import type { JsonObject, JsonValue } from "../language/json.ts";
import type { Command } from "./command.ts";
import type { HistoryEvent } from "./history-event.ts";
import type { Machine } from "./machine.ts";
import type { Snapshot, Thread } from "./snapshot.ts";
import type { Answer, Stimulus } from "./stimulus.ts";

/** When `advance` stops and says that there is more. */
export interface Budget {
  readonly eventsMax: number;
}

export interface AdvanceOptions {
  readonly limits?: Limits;
  readonly budget?: Budget;
  /** Told of intermediate values, for TestState's inspectionData. Must not change anything. */
  readonly inspect?: Inspect;
  /** TestState: stands for the Context Object in every expression. */
  readonly context?: JsonObject | undefined;
}

/** `name` is TestState's: afterInputPath, afterParameters, afterArguments, result, … */
export type Inspect = (name: string, value: JsonValue | undefined) => void;

export interface Advanced {
  readonly snapshot: Snapshot;
  /** Threads that changed, new values; null for one that ended. */
  readonly changes: ReadonlyMap<number, Thread | null>;
  readonly events: readonly HistoryEvent[];
  readonly commands: readonly Command[];
  /** One per stimulus, in order. */
  readonly answers: readonly Answer[];
  /** The budget is spent: append, then call again with no stimuli. */
  readonly more: boolean;
}
export type { Machine };
