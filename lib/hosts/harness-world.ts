import { MemoryActivityQueue } from "../adapters/memory/activity-queue.ts";
import { MemoryDefinitions } from "../adapters/memory/definitions.ts";
import { MemoryExecutions } from "../adapters/memory/executions.ts";
import { MemoryJournal } from "../adapters/memory/journal.ts";
import { MemoryWakeQueue } from "../adapters/memory/wake-queue.ts";
import type { Budget } from "../core/budget.ts";
import type { HistoryEvent } from "../core/history-event.ts";
import type { MapRunSnapshot } from "../core/map-run/map-run-snapshot.ts";
import type { ExecutionInfo, Snapshot } from "../core/snapshot.ts";
import { readSnapshot, writeSnapshot } from "../core/snapshot-json.ts";
import type { Limits } from "../data/limits.ts";
import type { StateMachineRecord } from "../engine/definitions-port.ts";
import type { Driver } from "../engine/driver.ts";
import { Engine } from "../engine/engine.ts";
import type { EngineSettings } from "../engine/engine-settings.ts";
import type { MapRunMeta } from "../engine/journal-port.ts";
import { EngineMapRuns } from "../engine/map-runs.ts";
import type { Clock, Ports, Telemetry } from "../engine/ports.ts";
import type { Startable } from "../engine/startable.ts";
import { answerTask, sendHeartbeat } from "../engine/task-answers.ts";
import { BlobMapData } from "../integrations/map-data/blob-map-data.ts";
import { jsonFromPlain } from "../integrations/plain-json.ts";
import type { TaskServices } from "../integrations/task-context.ts";
import type { TaskSource } from "../testing/task-source.ts";
import { blobsOf, type S3Source } from "./harness-blobs.ts";
import { HarnessInvoker, type InvokerHost } from "./harness-invoker.ts";

/** A clock that can also wait: virtual or real. */
export interface HarnessClock extends Clock {
  sleep(milliseconds: number, wake: () => void): void;
  /** When the next sleeper wakes. */
  nextWake(): number | undefined;
  /** Lets time come to that instant, or until `arrival`. */
  waitUntil(at: number, arrival: () => Promise<void>): Promise<void> | void;
}

export interface WorldOptions {
  readonly clock: HarnessClock;
  readonly source: TaskSource;
  readonly interactive: boolean;
  readonly limits?: Limits | undefined;
  readonly telemetry?: Telemetry | undefined;
  /** What stands for S3. */
  readonly s3?: S3Source | undefined;
  /** Every step goes through the snapshot's JSON text. */
  readonly asText?: boolean | undefined;
}

/**
 * An engine with memory adapters, and whoever runs it: takes wake-ups out and lets time pass.
 * It is its engine's ports and settings itself, since a test makes a world for every run.
 */
export class World implements InvokerHost, Ports, EngineSettings {
  readonly clock: HarnessClock;
  readonly journal: MemoryJournal;
  readonly mapRunJournal: MemoryJournal<MapRunMeta, MapRunSnapshot>;
  readonly wakeQueue: MemoryWakeQueue;
  readonly invoker: HarnessInvoker;
  readonly definitions: MemoryDefinitions;
  readonly executions: MemoryExecutions;
  readonly activityQueue: MemoryActivityQueue;
  readonly telemetry: Telemetry | undefined;
  readonly interactive: boolean;
  readonly limits: Limits | undefined;
  readonly isVolatile = true;
  readonly reload: boolean | undefined;
  readonly budget: Budget | undefined;
  readonly engine: Engine;
  private readonly source: TaskSource;
  private readonly s3: S3Source | undefined;
  private madeMapRuns: EngineMapRuns | undefined;
  private watch: Watch | undefined;
  private sources: Map<string, TaskSource> | undefined;
  private asleep = 0;
  private crash: { readonly error: unknown } | undefined;

  constructor(options: WorldOptions) {
    const { clock, source, interactive, limits, telemetry, asText, s3 } = options;
    this.clock = clock;
    this.journal = new MemoryJournal(asText === true ? { reread } : {});
    this.mapRunJournal = new MemoryJournal();
    this.wakeQueue = new MemoryWakeQueue();
    this.invoker = new HarnessInvoker(this);
    this.definitions = new MemoryDefinitions();
    this.executions = new MemoryExecutions(this.journal, this.mapRunJournal);
    this.activityQueue = new MemoryActivityQueue();
    this.telemetry = telemetry;
    this.interactive = interactive;
    this.limits = limits;
    this.reload = asText;
    this.budget = asText === true ? oneState : undefined;
    this.source = source;
    this.s3 = s3;
    this.engine = new Engine(this, this);
  }

  /** The distributed Maps of this world; made when first asked for. */
  mapRuns(): EngineMapRuns {
    if (this.madeMapRuns === undefined) {
      const blobs = blobsOf(this.s3, () => this.clock.now());
      this.madeMapRuns = new EngineMapRuns(this.engine, new BlobMapData(blobs));
    }
    return this.madeMapRuns;
  }

  /** Makes a state machine startable by other executions. */
  register(stateMachine: Startable, source: TaskSource): void {
    this.definitions.put(keptRecord(stateMachine));
    this.engine.machines.add(stateMachine.stateMachineArn, stateMachine.machine);
    this.useSource(stateMachine.stateMachineArn, source);
  }

  /** What stands for the Tasks of an execution, or of all of a state machine's. */
  useSource(arn: string, source: TaskSource): void {
    this.sources ??= new Map();
    this.sources.set(arn, source);
  }

  sourceOf({ executionArn, stateMachineArn, mapRunArn }: ExecutionInfo): TaskSource {
    const { sources } = this;
    if (sources === undefined) return this.source;
    const own = sources.get(executionArn) ?? sources.get(stateMachineArn);
    if (own !== undefined || mapRunArn === undefined) return own ?? this.source;
    // A child of a Map Run has what its parent has.
    const parent = this.mapRuns().get(mapRunArn)?.info.executionArn ?? "";
    const info = this.engine.driver(parent)?.meta.info;
    return info === undefined ? this.source : this.sourceOf(info);
  }

  services(): TaskServices {
    let sleeps = 0;
    const woken = (): void => {
      sleeps--;
      if (sleeps === 0) this.asleep--;
    };
    return {
      sleep: (milliseconds) => {
        if (sleeps === 0) this.asleep++;
        sleeps++;
        this.released();
        return new Promise((resolve) => {
          this.clock.sleep(milliseconds, () => {
            woken();
            resolve();
          });
        });
      },
      sendTaskSuccess: (taskToken, output) => {
        const outcome = { type: "succeeded", output: jsonFromPlain(output) } as const;
        void answerTask(this.engine, taskToken, outcome);
      },
      sendTaskFailure: (taskToken, { error, cause }) => {
        void answerTask(this.engine, taskToken, { type: "failed", error, cause });
      },
      sendTaskHeartbeat: (taskToken) => void sendHeartbeat(this.engine, taskToken),
    };
  }

  /** During `work`, drivers stop after each state, and `watch` sees what was recorded. */
  async stepping<T>(watch: Watch, work: () => Promise<T>): Promise<T> {
    const { options } = this.engine;
    this.engine.options = { ...options, budget: oneState };
    this.watch = watch;
    try {
      return await work();
    } finally {
      this.engine.options = options;
      this.watch = undefined;
    }
  }

  /**
   * Runs everything that can run, and lets time pass until `isDone`, the instant `stopAt`, or
   * nothing is left to wait for. Answers whether it is done.
   */
  async settle(isDone: () => boolean, stopAt = Number.POSITIVE_INFINITY): Promise<boolean> {
    while (!isDone()) {
      if (this.crash !== undefined) throw this.crash.error;
      const executionArn = this.wakeQueue.take(this.clock.now());
      if (executionArn !== undefined) {
        const looked = this.engine.lookAt(executionArn);
        if (looked instanceof Promise) await looked;
      } else if (this.engine.slots.inFlight > this.asleep) {
        await this.arrival();
      } else {
        const next = this.nextInstant();
        if (next === undefined && stopAt === Number.POSITIVE_INFINITY) return false;
        const at = Math.min(next ?? stopAt, stopAt);
        const waited = this.clock.waitUntil(at, () => this.arrival());
        if (waited instanceof Promise) await waited;
        if (this.clock.now() >= stopAt && (next === undefined || next > stopAt)) return isDone();
      }
    }
    return true;
  }

  /** When something will be due; undefined: never, or after the end of all calendars. */
  private nextInstant(): number | undefined {
    const next = earlier(this.wakeQueue.nextAlarm(), this.clock.nextWake());
    return next === undefined || next > lastInstant ? undefined : next;
  }

  /** Whoever waits for something to happen looks again. */
  released(): void {
    this.wakeQueue.arrived?.();
  }

  /** The next wake-up, or the end of something that was under way. */
  private arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.wakeQueue.arrived = resolve;
    });
  }

  pauses(driver: Driver, events: readonly HistoryEvent[]): boolean {
    this.watch?.(driver, events);
    return this.watch !== undefined;
  }

  crashed(error: unknown): void {
    this.crash ??= { error };
    this.released();
  }
}

/** The record of a state machine whose compiled machine is known by its ARN. */
function keptRecord({ stateMachineArn, name, type, roleArn }: Startable): StateMachineRecord {
  return {
    kind: "stateMachine",
    arn: stateMachineArn,
    edition: 1,
    owner: "",
    createdMs: 0,
    name,
    type,
    status: "ACTIVE",
    tags: [],
    lastVersion: 0,
    revision: {
      revisionId: "INITIAL",
      definitionHash: stateMachineArn,
      roleArn,
      logging: { level: "OFF", includeExecutionData: false },
      tracing: { enabled: false },
      updatedMs: 0,
    },
  };
}

function reread(snapshot: Snapshot): Snapshot {
  return readSnapshot(writeSnapshot(snapshot));
}

/** The latest instant that a Date can hold. */
const lastInstant = 8_640_000_000_000_000;

/** `advance` stops after each state. */
const oneState: Budget = { eventsMax: 1 };

type Watch = (driver: Driver, events: readonly HistoryEvent[]) => void;

function earlier(left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined) return right;
  return right === undefined ? left : Math.min(left, right);
}
