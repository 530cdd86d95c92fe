import type { Budget } from "../core/budget.ts";
import type { HistoryEvent } from "../core/history-event.ts";
import type { Limits } from "../data/limits.ts";
import type { Driver } from "./driver.ts";
import type { IntentSettings } from "./intents.ts";
import type { Machines } from "./machines.ts";
import type { MapRuns } from "./ports.ts";

/** What a host says of its engine. */
export interface EngineSettings {
  readonly limits?: Limits | undefined;
  readonly budget?: Budget | undefined;
  /** Machines that another engine of this process has compiled. Default: none. */
  readonly machines?: Machines | undefined;
  /** Tasks that are performed at once; the others wait. */
  readonly concurrentTasksMax?: number | undefined;
  /**
   * Everything ends with this process: drivers are kept, and nothing is written for whoever would
   * come after it. Default: false.
   */
  readonly isVolatile?: boolean | undefined;
  /** Load the snapshot from the journal before each step instead of keeping it. */
  readonly reload?: boolean | undefined;
  /** How long ended executions are kept. Default: for ever. */
  readonly retentionMs?: number | undefined;
  /** Default: the journal belongs to one process at a time, so whoever has it knows who is dead. */
  readonly intents?: IntentSettings | undefined;
  /**
   * Is the time of this process nearly over? Then what is under way is recorded, and the rest is
   * left to whoever is woken next. Default: never.
   */
  isClosing?(): boolean;
  /** After each record: true stops the execution's driver there until it is woken again. */
  pauses?(driver: Driver, events: readonly HistoryEvent[]): boolean;
  /** A Task, or other work that takes a while, is no longer under way. */
  released?(): void;
  /** Runs distributed Maps; made when the first one starts. */
  mapRuns(): MapRuns;
  /** An adapter has failed; the execution is looked at again, later. */
  troubled?(executionArn: string, error: unknown): void;
  /**
   * Will this process look at the execution itself then, or before, and live so long? Otherwise
   * others are woken. Default: the wake queue wakes this process.
   */
  looksAgain?(executionArn: string, at: number, error: unknown): boolean;
  /** A defect of an adapter or of the engine itself. */
  crashed(error: unknown): void;
}
