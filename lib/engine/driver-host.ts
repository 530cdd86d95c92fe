import type { AdvanceOptions } from "../core/advance.ts";
import type { RunTask } from "../core/command.ts";
import type { HistoryEvent } from "../core/history-event.ts";
import type { MaybePromise } from "../core/maybe-promise.ts";
import type { Intents } from "./intents.ts";
import type { JournalHead, OwnCommand } from "./journal-port.ts";
import type { Ports } from "./ports.ts";

/** What a driver needs of the engine that it works for. */
export interface DriverHost<Driver> {
  readonly ports: Ports;
  readonly options: AdvanceOptions;
  /** Everything is lost with the process anyway: nothing is written for who comes after it. */
  readonly isVolatile: boolean;
  /** Is the time of this process nearly over? */
  readonly isClosing: boolean;
  /** Load the snapshot from the journal before each step instead of keeping it. */
  readonly reload: boolean;
  /** Undefined: the journal belongs to one process at a time. */
  readonly intents: Intents | undefined;
  /** How long ended executions are kept. */
  readonly retentionMs: number | undefined;
  /** A number that no other record of this or another process has. */
  nextNonce(): number;
  /** Performs the Task, or whatever its record says; what comes of it is offered to the driver. */
  begin(driver: Driver, task: RunTask): void;
  /** Looks after what others may have left: somebody else has begun the execution. */
  takeOver(driver: Driver, head: JournalHead): MaybePromise<void>;
  /** A repeat is harmless. */
  carryOut(driver: Driver, command: OwnCommand): MaybePromise<void>;
  /** There is something to do for the driver, which is at rest. */
  resume(driver: Driver): MaybePromise<void>;
  /** An adapter has failed: the execution is looked at again, later. */
  troubled(driver: Driver, error: unknown): void;
  /** True: stop after this record; a later `drive` goes on. */
  pauses(driver: Driver, events: readonly HistoryEvent[]): boolean;
}
