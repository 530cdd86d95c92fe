import type { WakeMessage } from "../../adapters/aws/wake-message.ts";
import type { RunTask } from "../../core/command.ts";
import { attempt, type MaybePromise } from "../../core/maybe-promise.ts";
import type { ExecutionInfo } from "../../core/snapshot.ts";
import type { Limits } from "../../data/limits.ts";
import { Engine } from "../../engine/engine.ts";
import type { Executions } from "../../engine/executions-port.ts";
import type { Beginning } from "../../engine/intents.ts";
import type { ExecutionMeta, JournalRecord } from "../../engine/journal-port.ts";
import type { Clock, Invoker, MapRuns, Ports, Telemetry } from "../../engine/ports.ts";
import { executionFormat, NewerFormat } from "../../engine/record-format.ts";
import { Activity } from "./activity.ts";
import { AlarmClock, type SetTimer } from "./alarm-clock.ts";
import { HandOver } from "./hand-over.ts";
import { Invocation } from "./invocation.ts";
import { faultFields, type LambdaLog } from "./lambda-log.ts";
import type { MessageQueues } from "./message-queues.ts";
import { preparedJournal } from "./prepared-journal.ts";
import { WakeUps } from "./wake-ups.ts";

/** Where a runtime keeps everything. */
export interface LambdaStores
  extends Pick<Ports, "journal" | "mapRunJournal" | "definitions" | "activityQueue"> {
  readonly executions: Executions;
  /** Before an execution is looked at that has only just been created: nothing need be read. */
  assume?(executionArn: string, meta: ExecutionMeta): void;
}

/** What an engine in a Lambda sandbox is made of. */
export interface LambdaParts {
  readonly clock: Clock;
  readonly stores: LambdaStores;
  readonly queues: MessageQueues;
  readonly retentionMs: number;
  readonly limits: Limits;
  readonly log: LambdaLog;
  readonly telemetry: FlushedTelemetry;
  /** Performs Tasks. */
  invoker(world: LambdaWorld): Invoker;
  mapRuns(world: LambdaWorld): MapRuns;
  /** How long the Task may take, in ms; undefined: that is not known. */
  boundMs(task: RunTask, execution: ExecutionInfo): number | undefined;
  /** Gets ready what the execution's first steps will ask for without waiting. */
  prepare?(world: LambdaWorld, meta: ExecutionMeta): MaybePromise<void>;
  readonly setTimer: SetTimer;
  /** Resolves when all that was ready to run has run. Default: a turn of Node's event loop. */
  turn?(): Promise<void>;
}

/** Telemetry that is sent at the end of each invocation. */
export interface FlushedTelemetry extends Telemetry {
  /** Never rejects. */
  flush(): Promise<void>;
}

/** The engine of one Lambda sandbox, which many others share the journal with. */
export class LambdaWorld implements Telemetry {
  readonly engine: Engine;
  readonly invocation: Invocation;
  readonly wakeUps: WakeUps;
  readonly parts: LambdaParts;
  private readonly activity: Activity;
  /** What this process will look at again, since an adapter has failed. */
  private readonly again = new Set<string>();

  constructor(parts: LambdaParts) {
    this.parts = parts;
    const { clock, queues, turn, setTimer } = parts;
    this.activity = new Activity(turn && (() => turn()));
    this.invocation = new Invocation(clock);
    this.wakeUps = new WakeUps(this.activity.tracked(queues), clock, {
      alarms: new AlarmClock(() => clock.now(), setTimer),
      ring: (arn) => this.ring(arn),
    });
    this.engine = this.makeEngine();
  }

  /**
   * Looks at the execution or Map Run; resolves when nothing more is done for it here: it waits, it
   * has ended, or the next one to look goes on. Rejects if nobody would.
   */
  async look({ arn, meta, hops = 0 }: WakeMessage): Promise<void> {
    const { engine, wakeUps, activity } = this;
    wakeUps.begin(arn, hops);
    try {
      const fresh = meta === undefined ? undefined : executionFormat.readMeta(meta);
      if (fresh !== undefined) {
        this.parts.stores.assume?.(arn, fresh);
        await this.prepare(fresh);
      }
      await engine.lookAt(arn, fresh);
      await activity.until(() => engine.isAtRest(arn));
    } finally {
      await wakeUps.end(arn);
    }
  }

  /** Resolves when nothing is under way any more, and all that was seen of it is told. */
  async rest(): Promise<void> {
    await this.activity.quiet();
    // What is still in memory waits for an adapter that has failed too long; its wake-up is sent.
    this.engine.letGo();
    await this.activity.quiet();
    await this.parts.telemetry.flush();
  }

  recorded(execution: ExecutionInfo, record: JournalRecord, meta: ExecutionMeta): void {
    this.wakeUps.recorded(execution);
    this.parts.telemetry.recorded(execution, record, meta);
  }

  /** The same port; what is asked of it counts as under way until it has answered. */
  tracked<Port extends object>(port: Port): Port {
    return this.activity.tracked(port);
  }

  private makeEngine(): Engine {
    const { parts, activity, wakeUps } = this;
    const { journal, mapRunJournal, definitions, activityQueue } = parts.stores;
    const ports: Ports = {
      clock: parts.clock,
      journal: activity.tracked(preparedJournal(journal, (meta) => this.prepareLookedAt(meta))),
      mapRunJournal: activity.tracked(mapRunJournal),
      definitions: activity.tracked(definitions),
      activityQueue: activity.tracked(activityQueue),
      wakeQueue: wakeUps,
      invoker: activity.tracked(parts.invoker(this)),
      taskRunner: activity.tracked(new HandOver(parts.queues, parts.boundMs)),
      telemetry: this,
      listsLagMs,
    };
    return new Engine(ports, {
      retentionMs: parts.retentionMs,
      limits: parts.limits,
      intents: {
        inHandUntilMs: () => this.invocation.endsMs + clockMarginMs,
        mayBegin: (task, execution) => this.mayBegin(task, execution),
      },
      isClosing: () => this.invocation.leftMs < closingMs,
      mapRuns: () => parts.mapRuns(this),
      troubled: (executionArn, error) => {
        parts.log.warn("an adapter has failed", { executionArn, ...faultFields(error) });
      },
      looksAgain: (executionArn, at, error) => this.looksAgain(executionArn, at, error),
      crashed: (error) => parts.log.error("defect", faultFields(error)),
    });
  }

  /**
   * What this process knows of an execution may be all that anybody knows of what came of its
   * Tasks: while there is time, it keeps that, and tries again itself.
   */
  private looksAgain(arn: string, at: number, error: unknown): boolean {
    if (this.again.has(arn)) return true;
    // What a newer release has written is for sandboxes of it.
    if (this.engine.driver(arn) === undefined || error instanceof NewerFormat) return false;
    const usableMs = this.invocation.leftOfMinuteMs - lettingGoMs;
    if (usableMs <= 0) return false;
    this.again.add(arn);
    this.activity.during(
      this.after(Math.min(at - this.parts.clock.now(), usableMs)).then(() => {
        this.again.delete(arn);
        this.ring(arn);
      }),
    );
    return true;
  }

  private after(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.parts.setTimer(milliseconds, resolve));
  }

  /** What is due while it is looked at: the look that is under way waits for what comes of it. */
  private ring(arn: string): void {
    void attempt(
      () => this.engine.lookAt(arn),
      (error) => this.parts.log.warn("an alarm was not heard", { arn, ...faultFields(error) }),
    );
  }

  /** A Task begins here if its bound fits into what is left; else a runner has the time. */
  private mayBegin(task: RunTask, execution: ExecutionInfo): Beginning {
    const usableMs = this.invocation.leftMs - closingMs;
    const boundMs = this.parts.boundMs(task, execution);
    if (boundMs === undefined || boundMs > inlineMsMax) return "handOver";
    return boundMs <= usableMs ? "here" : "later";
  }

  /** Only who carries an execution on asks for what its Tasks need. */
  private prepareLookedAt(meta: ExecutionMeta): MaybePromise<void> {
    return this.wakeUps.isLookedAt(meta.info.executionArn) ? this.prepare(meta) : undefined;
  }

  /** What is not ready in time is done without. */
  private prepare(meta: ExecutionMeta): MaybePromise<void> {
    const { parts } = this;
    return attempt(
      () => parts.prepare?.(this, meta),
      (error) => parts.log.warn("not prepared", faultFields(error)),
    );
  }
}

/** Clocks of sandboxes differ by less. */
const clockMarginMs = 5_000;
/** So much of an invocation is for recording what came of it. */
const closingMs = 10_000;
/** So much of it is for telling others what could not be recorded. */
const lettingGoMs = 3_000;
/** What takes longer would keep others waiting, and is a runner's. */
const inlineMsMax = 40_000;
/** How far a table's indexes lag behind it, at the most that is usual. */
const listsLagMs = 2_000;
