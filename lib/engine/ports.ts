import type { AttemptId, RunTask, StartMapRun } from "../core/command.ts";
import type { HistoryEvent } from "../core/history-event.ts";
import type { Machine } from "../core/machine.ts";
import type { MaybePromise } from "../core/maybe-promise.ts";
import type { ExecutionInfo, Snapshot } from "../core/snapshot.ts";
import type { JsonValue } from "../language/json.ts";
import type { StateMachineType } from "../language/state-machine.ts";

/** What the engine needs from outside. Every host is the engine with other adapters. */
export interface Ports {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly wakeQueue: WakeQueue;
  readonly invoker: Invoker;
  readonly definitions: Definitions;
  readonly activityQueue: ActivityQueue;
  readonly telemetry?: Telemetry | undefined;
}

/** Where the instants and seeds of stimuli come from. The core has neither clock nor randomness. */
export interface Clock {
  /** Milliseconds since the epoch. It may go back; recorded instants never do. */
  now(): number;
  /** A whole number that the next stimulus's randomness grows from. */
  seed(): number;
}

/**
 * Keeps executions. An execution is its META item, written once, and records numbered from 1.
 * - A record is won by whoever appends its number first; it never changes afterwards.
 * - Every read sees every write that was answered before it began.
 * - What is answered as written survives whatever happens to the process (not in memory).
 */
export interface Journal {
  /** Puts META on condition that the ARN is free. Answers undefined, or the META that is there. */
  create(meta: ExecutionMeta): MaybePromise<ExecutionMeta | undefined>;
  /** META and the last record's snapshot; undefined if there is no such execution. */
  load(executionArn: string): MaybePromise<JournalHead | undefined>;
  /**
   * Appends record n on condition that n - 1 is the last. True: the record is there, also when a
   * retry with the same nonce finds it. False: another one was there first.
   */
  append(executionArn: string, record: JournalRecord): MaybePromise<boolean>;
  /** The events in order; `from` is the id of the first one wanted. */
  events(executionArn: string, from?: number): MaybePromise<readonly HistoryEvent[]>;
  /**
   * Writes the attempt's resolution on condition that it has none. Answers undefined if it is
   * written, or the one that is there.
   */
  resolve(executionArn: string, resolution: Resolution): MaybePromise<Resolution | undefined>;
  /** Resolutions that no record has consumed yet, in the order in which they were written. */
  resolutions(executionArn: string): MaybePromise<readonly Resolution[]>;
}

/** What is written when an execution starts. */
export interface ExecutionMeta {
  readonly info: ExecutionInfo;
  readonly input: JsonValue;
  readonly startedMs: number;
  readonly seed: number;
  /** Whom to tell of the end: a `.sync` Task of another execution. */
  readonly parent?: ParentAttempt | undefined;
}

export interface ParentAttempt {
  readonly executionArn: string;
  readonly attempt: AttemptId;
  /** `.sync:2` gives the parent parsed JSON, `.sync` texts. */
  readonly parsed: boolean;
}

export interface JournalHead {
  readonly meta: ExecutionMeta;
  /** The last record's number; 0: there is none yet. */
  readonly number: number;
  /** Undefined while there is no record. */
  readonly snapshot: Snapshot | undefined;
}

/** What one call of `advance` changed. */
export interface JournalRecord {
  readonly number: number;
  /** Belongs to one content: who finds its own nonce in the record that is there has won it. */
  readonly nonce: number;
  readonly snapshot: Snapshot;
  readonly events: readonly HistoryEvent[];
  /** Attempts whose resolutions the record has taken in. */
  readonly consumed: readonly AttemptId[];
}

/** The answer from outside to an attempt: of a callback, an activity worker, a child execution. */
export interface Resolution {
  readonly attempt: AttemptId;
  readonly at: number;
  readonly outcome: TaskOutcome;
}

export type TaskOutcome =
  | { readonly type: "succeeded"; readonly output: JsonValue }
  | {
      readonly type: "failed";
      readonly error?: string | undefined;
      readonly cause?: string | undefined;
    };

/**
 * "Look at this execution", at least once, never before the instant. What it finds when it looks
 * is up to the journal: a wake-up too many does no harm.
 */
export interface WakeQueue {
  /** As soon as possible. */
  send(executionArn: string): MaybePromise<void>;
  /** At the instant; replaces the execution's former alarm. Undefined: there is none any more. */
  setAlarm(executionArn: string, at: number | undefined): MaybePromise<void>;
}

/**
 * Performs Tasks. An attempt is invoked at most once, after the record that schedules it is won.
 * It never throws for what the workflow can handle: that is a reply.
 */
export interface Invoker {
  invoke(request: TaskRequest): MaybePromise<TaskReply>;
  /** The attempt's reply is no longer wanted. */
  cancel(executionArn: string, attempt: AttemptId): void;
}

export interface TaskRequest {
  readonly execution: ExecutionInfo;
  readonly task: RunTask;
  /** The instant at which the attempt begins. */
  readonly at: number;
}

export interface TaskReplyByType {
  /** `submitted` is what the service answered to the request of a `.sync` or callback Task. */
  readonly succeeded: { readonly output: JsonValue; readonly submitted?: JsonValue | undefined };
  readonly failed: TaskReplyFailure & { readonly submitted?: JsonValue | undefined };
  readonly timedOut: TaskReplyFailure & { readonly submitted?: JsonValue | undefined };
  readonly scheduleFailed: TaskReplyFailure;
  readonly startFailed: TaskReplyFailure;
  readonly submitFailed: TaskReplyFailure;
  /** The service has taken the request; the result comes as a resolution. */
  readonly submitted: { readonly output: JsonValue };
  /** Handed to an activity's queue: it has not even started. */
  readonly queued: object;
  /** Began, and will never answer. */
  readonly silent: object;
}

export interface TaskReplyFailure {
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

export type TaskReplyType = keyof TaskReplyByType;
export type TaskReply<T extends TaskReplyType = TaskReplyType> = {
  [K in T]: { readonly type: K } & TaskReplyByType[K];
}[T];

/** The state machines that can be started. */
export interface Definitions {
  /** Adds or replaces. */
  put(stateMachine: StateMachineRecord): MaybePromise<void>;
  get(stateMachineArn: string): MaybePromise<StateMachineRecord | undefined>;
  /** Removes; whether it was there. */
  delete(stateMachineArn: string): MaybePromise<boolean>;
}

export interface StateMachineRecord {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly type: StateMachineType;
  readonly roleArn: string;
  /** The compiled definition; shared by all executions. */
  readonly machine: Machine;
  readonly createdMs: number;
}

/**
 * Hands activity tasks to workers: each to one worker, in order of arrival.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html
 */
export interface ActivityQueue {
  put(activityArn: string, task: ActivityTask): MaybePromise<void>;
  /** The oldest task, which then belongs to the caller. */
  take(activityArn: string): MaybePromise<ActivityTask | undefined>;
  /** The attempt's task is no longer wanted, if it still waits. */
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
 * attempt's success or failure.
 */
export interface MapRuns {
  start(parent: ExecutionMeta, command: StartMapRun): void;
  stop(parent: ExecutionMeta, attempt: AttemptId): void;
  redrive(parent: ExecutionMeta, attempt: AttemptId): void;
  /** A wake-up of a Map Run, by its ARN: whatever waits for it is taken in. */
  lookAt(mapRunArn: string): MaybePromise<void>;
}

/** Told of what was recorded, after it was. Must not throw. */
export interface Telemetry {
  recorded(execution: ExecutionInfo, record: JournalRecord): void;
}
