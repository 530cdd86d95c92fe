import type { AdvanceOptions, Budget } from "../core/advance.ts";
import type { AttemptId, Command } from "../core/command.ts";
import type { HistoryEvent } from "../core/history-event.ts";
import type { Machine } from "../core/machine.ts";
import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import { createSnapshot } from "../core/snapshot-json.ts";
import type { Answer, Stimulus } from "../core/stimulus.ts";
import type { Limits } from "../data/limits.ts";
import { dispatch } from "./dispatch.ts";
import { Driver, type DriverHost } from "./driver.ts";
import { parentOutcome } from "./execution-description.ts";
import type { ExecutionMeta, TaskOutcome } from "./journal-port.ts";
import { Machines } from "./machines.ts";
import type { MapRuns, Ports } from "./ports.ts";
import { Slots } from "./slots.ts";
import { TaskTokens } from "./task-tokens.ts";

export interface EngineSettings {
  readonly limits?: Limits | undefined;
  readonly budget?: Budget | undefined;
  /** Tasks that are performed at once; the others wait. */
  readonly concurrentTasksMax?: number | undefined;
  /** Load the snapshot from the journal before each step instead of keeping it. */
  readonly reload?: boolean | undefined;
  /** After each record: true stops the execution's driver there until it is woken again. */
  pauses?(driver: Driver, events: readonly HistoryEvent[]): boolean;
  /** A Task, or other work that takes a while, is no longer under way. */
  released?(): void;
  /** Runs distributed Maps; made when the first one starts. */
  mapRuns(): MapRuns;
  /** A defect of an adapter or of the engine itself. */
  crashed(error: unknown): void;
}

/** Runs executions over the ports: load, advance, append, dispatch, feed back what came of it. */
export class Engine implements DriverHost {
  readonly ports: Ports;
  readonly machines: Machines;
  readonly tokens = new TaskTokens();
  readonly slots: Slots;
  readonly reload: boolean;
  options: AdvanceOptions;
  private readonly settings: EngineSettings;
  private readonly drivers = new Map<string, Driver>();
  private madeMapRuns: MapRuns | undefined;
  private nonce = Math.floor(Math.random() * 2 ** 52);

  constructor(ports: Ports, settings: EngineSettings) {
    this.ports = ports;
    this.machines = new Machines(ports.definitions);
    this.settings = settings;
    this.slots = new Slots(settings.concurrentTasksMax ?? concurrentTasksMaxDefault, () =>
      settings.released?.(),
    );
    this.reload = settings.reload ?? false;
    this.options = {
      ...(settings.limits === undefined ? {} : { limits: settings.limits }),
      ...(settings.budget === undefined ? {} : { budget: settings.budget }),
    };
  }

  get mapRuns(): MapRuns {
    this.madeMapRuns ??= this.settings.mapRuns();
    return this.madeMapRuns;
  }

  /**
   * Records the execution and makes it ready to be driven; whoever calls wakes or drives it.
   * Undefined: the ARN is taken.
   */
  start(machine: Machine, meta: ExecutionMeta): MaybePromise<Driver | undefined> {
    const there = this.ports.journal.create(meta.info.executionArn, meta);
    return whenDone(there, (other) => {
      if (other !== undefined) return undefined;
      const { info, input, startedMs, seed } = meta;
      const driver = new Driver(this, machine, meta, createSnapshot(info), 0);
      this.drivers.set(info.executionArn, driver);
      driver.offer({ type: "start", at: startedMs, seed, input });
      return driver;
    });
  }

  /** The driver of an execution that was started here; it stays after the execution's end. */
  driver(executionArn: string): Driver | undefined {
    return this.drivers.get(executionArn);
  }

  /** What a wake-up means: whatever waits for the execution is taken in. */
  lookAt(executionArn: string): MaybePromise<void> {
    const driver = this.drivers.get(executionArn);
    if (driver === undefined) return this.mapRuns.lookAt(executionArn);
    return whenDone(this.ports.journal.load(executionArn), (head) => {
      driver.takeResolutions(head?.resolutions ?? []);
      const { clock } = this.ports;
      const at = clock.now();
      const { dueMs } = driver.snapshot;
      if (dueMs !== undefined && dueMs <= at) {
        driver.offer({ type: "timerFired", at, seed: clock.seed() });
      }
      return driver.drive();
    });
  }

  /** Tells an execution something; the answer comes when its driver has taken it in. */
  tell(
    executionArn: string,
    stimulus: Stimulus,
    answered?: (answer: Answer) => void,
  ): MaybePromise<void> {
    this.drivers.get(executionArn)?.offer(stimulus, answered);
    return this.ports.wakeQueue.send(executionArn);
  }

  /** The answer from outside to an attempt. False: it has one already. */
  resolve(executionArn: string, attempt: AttemptId, outcome: TaskOutcome): MaybePromise<boolean> {
    const incarnation = this.drivers.get(executionArn)?.meta.incarnation ?? 0;
    const resolution = { incarnation, attempt, at: this.ports.clock.now(), outcome };
    return whenDone(this.ports.journal.resolve(executionArn, resolution), (other) =>
      whenDone(this.ports.wakeQueue.send(executionArn), () => other === undefined),
    );
  }

  nextNonce(): number {
    return this.nonce++;
  }

  dispatch(driver: Driver, command: Command): void {
    dispatch(this, driver, command);
  }

  ended(driver: Driver): MaybePromise<void> {
    const { whenEnded, meta } = driver;
    driver.whenEnded = undefined;
    whenEnded?.(driver);
    const { parent } = meta;
    if (parent === undefined) return;
    const outcome = parentOutcome(driver.snapshot, parent.parsed);
    return whenDone(this.resolve(parent.executionArn, parent.attempt, outcome), () => undefined);
  }

  pauses(driver: Driver, events: readonly HistoryEvent[]): boolean {
    return this.settings.pauses?.(driver, events) ?? false;
  }

  crashed(error: unknown): void {
    this.settings.crashed(error);
  }
}

/** As many as AWS's Lambda runs at once in a region unless asked for more. */
const concurrentTasksMaxDefault = 1_000;
