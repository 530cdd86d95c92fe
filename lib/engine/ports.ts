import type { AttemptId, Command, RunTask, StartMapRun } from "../core/command.ts";
import type { Machine } from "../core/machine.ts";
import type { MapRunSettings, MapRunSnapshot } from "../core/map-run/map-run-snapshot.ts";
import type { MaybePromise } from "../core/maybe-promise.ts";
import type { ExecutionInfo } from "../core/snapshot.ts";
import type { JsonValue } from "../language/json.ts";
import type { Definitions } from "./definitions-port.ts";
import type { HttpExchange } from "./http-exchange.ts";
import type { ExecutionMeta, Journal, JournalRecord, MapRunMeta } from "./journal-port.ts";
import type { TaskReply } from "./task-reply.ts";

/** What the engine needs from outside. Every host is the engine with other adapters. */
export interface Ports {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Of Map Runs; the children are executions. */
  readonly mapRunJournal: Journal<MapRunMeta, MapRunSnapshot>;
  readonly wakeQueue: WakeQueue;
  readonly invoker: Invoker;
  readonly definitions: Definitions;
  readonly activityQueue: ActivityQueue;
  /** Where Tasks go that this process has no time for; undefined: it has time for all. */
  readonly taskRunner?: TaskRunner | undefined;
  readonly telemetry?: Telemetry | undefined;
  /** How far lists of executions lag behind the journal, in ms. Undefined: not at all. */
  readonly listsLagMs?: number | undefined;
}

/** Where the instants and seeds of stimuli come from. The core has neither clock nor randomness. */
export interface Clock {
  /** Milliseconds since the epoch. It may go back; recorded instants never do. */
  now(): number;
  /** A whole number that the next stimulus's randomness grows from. */
  seed(): number;
  /**
   * 128 bits in hexadecimal that nobody can guess and nobody else is given. Undefined: ids and
   * tokens grow from seeds, so that a test has the same ones each time.
   */
  secret?(): string;
}

/**
 * "Look at this execution" (or Map Run), at least once, never before the instant. What it finds
 * when it looks is up to the journal: a wake-up too many does no harm.
 */
export interface WakeQueue {
  /** As soon as possible. */
  send(arn: string): MaybePromise<void>;
  /**
   * At the instant; replaces the former alarm. Undefined: there is none any more. `isKept`: the
   * journal's due index has the same instant, so that the queue may forget it until then.
   */
  setAlarm(arn: string, at: number | undefined, isKept: boolean): MaybePromise<void>;
}

/**
 * Performs Tasks. An attempt is invoked at most once, after the record that schedules it is won.
 * It never throws for what the workflow can handle: that is a reply.
 */
export interface Invoker {
  invoke(request: TaskRequest): MaybePromise<TaskReply>;
  /** The attempt's result is no longer wanted: ends the call, or the execution, if it can. */
  cancel(executionArn: string, attempt: AttemptId): MaybePromise<void>;
  /**
   * May the attempt be invoked again, after a process has died that had it in hand? True of what is
   * ours and keyed by the attempt (activities, executions), and where the user has said so.
   */
  isRepeatable(request: TaskRequest): boolean;
}

export interface TaskRequest {
  readonly execution: ExecutionInfo;
  readonly incarnation: number;
  readonly task: RunTask;
  /** The instant at which the attempt begins. */
  readonly at: number;
  /** TestState's: told what an HTTP Task sent, and what came back. */
  readonly traced?: ((exchange: HttpExchange) => void) | undefined;
}

/**
 * Gives Tasks to processes that have the time to perform them: each calls `runHandedOverTask`. A
 * repeat is harmless: one of them claims the attempt.
 */
export interface TaskRunner {
  handOver(task: HandedOverTask): MaybePromise<void>;
}

/** What a runner is told. */
export interface HandedOverTask {
  readonly executionArn: string;
  readonly incarnation: number;
  readonly attempt: AttemptId;
  /** What is to be performed. A runner that is not told finds it in the journal. */
  readonly request?: TaskRequest | undefined;
  /** How long performing it may take, in ms. Undefined: nobody knows. */
  readonly boundMs?: number | undefined;
}

/**
 * Hands activity tasks to workers in order of arrival. A task stays in the queue until it is
 * removed: whoever takes one removes it when that is recorded, and another process, after this one
 * has died, hands out again what was only taken. Which worker has it is the journal's to say.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html
 */
export interface ActivityQueue {
  /** A task that is there already keeps its place; if it was taken, it can be taken again. */
  put(activityArn: string, task: ActivityTask): MaybePromise<void>;
  /** The oldest task that nobody has taken in this process. */
  take(activityArn: string): MaybePromise<ActivityTask | undefined>;
  /** The attempt's task is a worker's now, or no longer wanted. */
  remove(executionArn: string, attempt: AttemptId): MaybePromise<void>;
}

export interface ActivityTask {
  readonly executionArn: string;
  readonly attempt: AttemptId;
  readonly stateName: string;
  readonly taskToken: string;
  readonly input: JsonValue;
}

/**
 * Runs the Map Runs of distributed Maps. Answers through the engine: `mapRunStarted`, then the
 * attempt's success or failure. Whatever is asked of it may be asked again.
 */
export interface MapRuns {
  /** Map Runs that have something to do in this process. */
  readonly activeCount: number;
  isActive(mapRunArn: string): boolean;
  start(parent: MapRunParent, command: StartMapRun): MaybePromise<void>;
  stop(parent: MapRunParent, map: Command<"stopMapRun">): MaybePromise<void>;
  /** Resolves when it was redriven: it may have to end first. */
  redrive(parent: MapRunParent, command: Command<"redriveMapRun">): MaybePromise<void>;
  /** An adapter has failed, and nobody will look: whoever waits for an answer hears so. */
  failed(mapRunArn: string, error: unknown): void;
  /** A wake-up of a Map Run, by its ARN: whatever waits for it is taken in. */
  lookAt(mapRunArn: string): MaybePromise<void>;
  /** UpdateMapRun. False: there is no such Map Run, or it has ended. */
  update(mapRunArn: string, changes: Partial<MapRunSettings>): MaybePromise<boolean>;
}

/** The execution whose Map state a Map Run is. */
export interface MapRunParent {
  readonly meta: ExecutionMeta;
  readonly machine: Machine;
}

export interface MapAttempt {
  readonly attempt: AttemptId;
  readonly stateName: string;
}

/** Told of what was recorded, after it was. Must not throw. */
export interface Telemetry {
  recorded(execution: ExecutionInfo, record: JournalRecord, meta: ExecutionMeta): void;
}
