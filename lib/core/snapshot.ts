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
  readonly input: JsonValue | undefined;
  readonly output: JsonValue | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** The latest instant: time never goes back. */
  readonly nowMs: number;
  readonly startedMs: number | undefined;
  readonly stoppedMs: number | undefined;
  /** The end of the time that the execution may take. */
  readonly expiresMs: number | undefined;
  /** The earliest instant at which a timer is due. */
  readonly dueMs: number | undefined;
  readonly nextEventId: number;
  readonly redriveCount: number;
  readonly redrivenMs: number | undefined;
  /** The client token of the last redrive. */
  readonly redriveToken?: string | undefined;
  /** Those of redrives before it, oldest first. */
  readonly earlierRedriveTokens?: readonly RedriveToken[] | undefined;
  /** By thread id; ended threads are holes. A failed execution keeps its threads, for Redrive. */
  readonly threads: Vector<Thread>;
  /** Ids of threads that can go on at once, in the order in which they do. */
  readonly ready: readonly number[];
  /** Bytes of all variables that were ever assigned and are still in scope. */
  readonly variablesBytes: number;
  /** The last stimulus's seed, and how many random values were drawn since the start. */
  readonly seed: number;
  readonly draws: number;
}

export interface RedriveToken {
  readonly token: string;
  readonly atMs: number;
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
  /**
   * Which Tasks may be made again after a crash: all of them, or those of these states. As the
   * state machine's tags said at the start. Default: each attempt is made at most once.
   */
  readonly delivery?: "at-least-once" | readonly string[];
  /** Which of a mock configuration's test cases answers its Tasks; undefined: none. */
  readonly testCase?: string;
  /** Started by StartSyncExecution: it can never be redriven. */
  readonly synchronous?: boolean;
}

/** One line of control: the root, a Parallel branch, a Map iteration. */
export interface Thread {
  readonly id: number;
  /** Undefined for the root. */
  readonly parent: number | undefined;
  /** Of the branch or iteration. */
  readonly index: number;
  /** `$$.Map.Item` of a Map iteration. */
  readonly mapItem: JsonObject | undefined;
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

/** A phase by its type. */
export interface PhaseByType {
  /** About to enter `state`; `again`: to try it again, without a StateEntered event. */
  readonly entering: { readonly again: boolean };
  /** A Task's attempt is under way. */
  readonly task: {
    readonly attempt: AttemptId;
    readonly started: boolean;
    readonly submitted: boolean;
    /** It waits in an activity's queue, or was handed to a worker. */
    readonly queued: boolean;
    readonly taskToken: string | undefined;
    readonly timeoutMs: number | undefined;
    readonly heartbeatMs: number | undefined;
    readonly heartbeatSeconds: number | undefined;
    /** Undefined: a service or worker has it, or whoever has the journal to itself. */
    readonly intent: Intent | undefined;
  };
  /** A Wait. */
  readonly waiting: { readonly untilMs: number };
  /** Between a failure and the next attempt. */
  readonly backingOff: { readonly untilMs: number };
  /** Parallel or inline Map: its children run. */
  readonly joining: {
    /** The Started event. */
    readonly startedEventId: number;
    /** How many branches or items there are, how many were started, how many have ended. */
    readonly length: number;
    readonly started: number;
    readonly ended: number;
    readonly items: readonly JsonValue[] | undefined;
    readonly itemKeys: readonly string[] | undefined;
    readonly results: Vector<JsonValue>;
  };
  /** A distributed Map: its Map Run runs. */
  readonly mapRun: {
    readonly attempt: AttemptId;
    readonly mapRunArn: string | undefined;
    /** The execution's redrive that has had it redriven; 0: none has. Undefined: not known. */
    readonly redrive: number | undefined;
  };
  /**
   * Failed, or stopped because another branch did: Redrive tries it again. `mapRun` is the attempt
   * of a Map Run.
   */
  readonly failed: { readonly mapRun: AttemptId | undefined };
}

/** Who is to perform an attempt. */
export type Intent =
  /** A process, which cannot do so any more after this instant. */
  | { readonly type: "inHand"; readonly deadByMs: number }
  /** A task runner, which was asked: somebody looks after it at this instant. */
  | { readonly type: "handedOver"; readonly checkMs: number }
  /** Whoever loads the execution. */
  | { readonly type: "notBegun" };

export type PhaseType = keyof PhaseByType;

export type Phase<T extends PhaseType = PhaseType> = {
  [K in T]: { readonly type: K } & PhaseByType[K];
}[T];
