import type { JsonObject, JsonValue } from "../language/json.ts";
import type { AttemptId } from "./command.ts";
import type { Intent } from "./snapshot.ts";

/** Everything that the core is told. One row per kind; see `advance`. */
export interface StimulusByType {
  /** StartExecution. Only to a new snapshot. */
  readonly start: {
    readonly input: JsonValue;
    /** TestState: variables that the execution has from the start. */
    readonly variables?: JsonObject | undefined;
  };
  /** The attempt is being made. `workerName` is an activity worker's. */
  readonly taskStarted: { readonly attempt: AttemptId; readonly workerName?: string | undefined };
  /** Somebody is to perform the attempt. No event says so. */
  readonly taskIntended: { readonly attempt: AttemptId; readonly intent: Intent };
  /** The attempt waits in an activity's queue. No event says so. */
  readonly taskQueued: { readonly attempt: AttemptId };
  /** A `.sync` or callback task was accepted by its service, which answered `output`. */
  readonly taskSubmitted: { readonly attempt: AttemptId; readonly output: JsonValue };
  readonly taskSucceeded: { readonly attempt: AttemptId; readonly output: JsonValue };
  readonly taskFailed: TaskFailure;
  /** The attempt could not be scheduled, started or submitted. */
  readonly taskScheduleFailed: TaskFailure;
  readonly taskStartFailed: TaskFailure;
  readonly taskSubmitFailed: TaskFailure;
  /** The attempt timed out outside of our timers (a mock, a service that says so). */
  readonly taskTimedOut: TaskFailure;
  /** SendTaskHeartbeat. */
  readonly heartbeat: { readonly attempt: AttemptId };
  /** "Look what is due at `at`". Whatever is not due stays. */
  readonly timerFired: object;
  /** The Map Run exists. It ends with taskSucceeded or taskFailed of the same attempt. */
  readonly mapRunStarted: { readonly attempt: AttemptId; readonly mapRunArn: string };
  readonly mapRunRedriven: {
    readonly attempt: AttemptId;
    readonly mapRunArn: string;
    readonly redriveCount: number;
  };
  /** Somebody has stopped the Map Run. */
  readonly mapRunAborted: { readonly attempt: AttemptId };
  /** StopExecution; as a failure, where no process could carry the execution on. */
  readonly abort: {
    readonly error?: string | undefined;
    readonly cause?: string | undefined;
    readonly isFailure?: boolean | undefined;
  };
  /** RedriveExecution. */
  readonly redrive: { readonly clientToken?: string | undefined };
}

export interface TaskFailure {
  readonly attempt: AttemptId;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

export type StimulusType = keyof StimulusByType;

/** When it happened (ms since the epoch), and a seed for whatever is random in it. */
export type Stimulus<T extends StimulusType = StimulusType> = {
  [K in T]: { readonly type: K; readonly at: number; readonly seed: number } & StimulusByType[K];
}[T];

/** What became of a stimulus. A refused one changed nothing. */
export type Answer =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly reason: RefusalReason };

export type RefusalReason =
  /** The attempt is not pending: it has ended, timed out, or never was. */
  | "attemptNotPending"
  /** The execution has ended. */
  | "executionEnded"
  /** The execution has started already. */
  | "executionStarted"
  /** The execution cannot be redriven. */
  | "notRedrivable"
  /** Nothing was due. */
  | "notDue";
