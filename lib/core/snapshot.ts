import type { JsonObject, JsonValue } from "../language/json.ts";
import type { StateMachineType } from "../language/state-machine.ts";
import type { AttemptId } from "./command.ts";
import type { Vector } from "./vector.ts";

/**
 * All that must be kept of an execution: plain values (written and read by `snapshot-json.ts`).
 * Immutable: `advance` answers a new one, which shares what did not change.
 */
export interface Snapshot {
  readonly execution: ExecutionInfo;
  readonly status: ExecutionStatus;
  /** The execution's input; undefined before `start`. */
  readonly input?: JsonValue;
  readonly output?: JsonValue;
  readonly error?: string;
  readonly cause?: string;
  /** The latest instant: time never goes back. */
  readonly nowMs: number;
  readonly startedMs?: number;
  readonly stoppedMs?: number;
  /** TimeoutSeconds of the machine, as an instant. */
  readonly expiresMs?: number;
  /** The earliest instant at which a timer is due. */
  readonly dueMs?: number;
  readonly nextEventId: number;
  readonly redriveCount: number;
  readonly redrivenMs?: number;
  /** By thread id; ended threads are holes. A failed execution keeps its threads, for Redrive. */
  readonly threads: Vector<Thread>;
  /** Ids of threads that can go on at once, in the order in which they do. */
  readonly ready: readonly number[];
  readonly variablesBytes: number;
}

export type ExecutionStatus =
  | "RUNNING"
  | "SUCCEEDED"
  | "FAILED"
  | "TIMED_OUT"
  | "ABORTED"
  | "PENDING_REDRIVE";

/** What stays the same for the whole execution; given when the snapshot is made. */
export interface ExecutionInfo {
  readonly executionArn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly type: StateMachineType;
  readonly stateMachineAliasArn?: string;
  readonly stateMachineVersionArn?: string;
  /** Of a child execution of a Map Run: `$$.Map` as the item's expressions see it. */
  readonly mapItem?: JsonObject;
  readonly mapRunArn?: string;
}

/** One line of control: the root, a Parallel branch, a Map iteration. */
export interface Thread {
  readonly id: number;
  /** Absent for the root. */
  readonly parent?: number;
  /** Of the branch or iteration. */
  readonly index: number;
  /** `$$.Map.Item` of a Map iteration. */
  readonly mapItem?: JsonObject;
  /** The state that it is in, or about to enter. */
  readonly state: string;
  readonly phase: Phase;
  /** The state's raw input. */
  readonly input: JsonValue;
  /** Variables assigned in this thread's own scope. */
  readonly variables: JsonObject;
  /** Id of the event that the next one follows. */
  readonly tip: number;
  /** Id and instant of the StateEntered event. */
  readonly enteredEventId: number;
  readonly enteredMs: number;
  /** `$$.State.RetryCount`. */
  readonly retryCount: number;
  /** Attempts that each Retrier has used, by its index. */
  readonly retries: readonly number[];
}

export type Phase =
  /** About to enter `state`. */
  | { readonly type: "entering" }
  /** A Task's attempt is under way. */
  | {
      readonly type: "task";
      readonly attempt: AttemptId;
      readonly started: boolean;
      readonly submitted: boolean;
      readonly taskToken?: string;
      readonly timeoutMs?: number;
      readonly heartbeatMs?: number;
      readonly heartbeatSeconds?: number;
    }
  /** A Wait. */
  | { readonly type: "waiting"; readonly untilMs: number }
  /** Between a failure and the next attempt. */
  | { readonly type: "backingOff"; readonly untilMs: number }
  /** Parallel or inline Map: its children run. */
  | {
      readonly type: "joining";
      readonly startedEventId: number;
      /** How many branches or items there are, how many were started, how many have ended. */
      readonly length: number;
      readonly started: number;
      readonly ended: number;
      readonly concurrency: number;
      readonly items?: readonly JsonValue[];
      readonly itemKeys?: readonly string[];
      readonly results: Vector<JsonValue>;
      readonly children: readonly number[];
      readonly failures: number;
    }
  /** A distributed Map: its Map Run runs. */
  | { readonly type: "mapRun"; readonly attempt: AttemptId; readonly mapRunArn?: string }
  /** Ended with the failure that ended the execution (or its Parallel or Map): for Redrive. */
  | { readonly type: "failed"; readonly error?: string; readonly cause?: string }
  | { readonly type: "aborted" };
