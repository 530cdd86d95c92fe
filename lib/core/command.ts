import type { JsonObject, JsonValue } from "../language/json.ts";

/**
 * Names one attempt of a Task or Map Run: the id of its Scheduled event (of MapStateStarted for a
 * Map Run). Unique in the execution, also across retries and redrives.
 */
export type AttemptId = number;

/** Everything that the core wants done. */
export interface CommandByType {
  readonly runTask: RunTask;
  /** The attempt's result is no longer wanted: cancel the call if it can be cancelled. */
  readonly cancelTask: { readonly attempt: AttemptId };
  /** Send `timerFired` at this instant: the earliest of all timers; it replaces the former one. */
  readonly startTimer: { readonly at: number };
  readonly startMapRun: StartMapRun;
  readonly stopMapRun: {
    readonly attempt: AttemptId;
    readonly stateName: string;
    /** The execution's redrives so far: a Map Run that a later one has redriven goes on. */
    readonly redriveCount?: number | undefined;
  };
  /** Redrive the Map Run of this (earlier) attempt. */
  readonly redriveMapRun: {
    readonly attempt: AttemptId;
    readonly stateName: string;
    /** Of the execution: which of its redrives this is. */
    readonly redriveCount: number;
  };
}

export interface RunTask {
  readonly attempt: AttemptId;
  readonly stateName: string;
  /** How often this state entry has been retried: 0 at first. */
  readonly retryCount: number;
  /** The definition's Resource. */
  readonly resource: string;
  /** The effective input after Parameters or Arguments. */
  readonly parameters: JsonValue;
  readonly credentials?: JsonObject | undefined;
  /** Present where the Resource ends in `.waitForTaskToken`, and for activities. */
  readonly taskToken?: string | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly heartbeatSeconds?: number | undefined;
}

/** A distributed Map. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
export interface StartMapRun {
  readonly attempt: AttemptId;
  readonly stateName: string;
  /** The items, unless an ItemReader reads them. */
  readonly items?: readonly JsonValue[] | undefined;
  /** Keys in the order of `items` where Items is an object. */
  readonly itemKeys?: readonly string[] | undefined;
  /** ItemReader with Parameters or Arguments evaluated. */
  readonly reader?:
    | { readonly resource: string; readonly parameters: JsonValue; readonly config: JsonObject }
    | undefined;
  /** What ItemSelector and BatchInput see: the state's effective input, context, variables. */
  readonly input: JsonValue;
  readonly context: JsonObject;
  readonly variables: JsonObject;
  /** 0: as many as the limits allow. */
  readonly maxConcurrency: number;
  readonly toleratedFailureCount?: number | undefined;
  readonly toleratedFailurePercentage?: number | undefined;
  readonly batcher?:
    | {
        readonly batchInput?: JsonValue | undefined;
        readonly maxItemsPerBatch?: number | undefined;
        readonly maxInputBytesPerBatch?: number | undefined;
      }
    | undefined;
  readonly writer?:
    | { readonly resource?: string; readonly parameters: JsonValue; readonly config: JsonObject }
    | undefined;
}

export type CommandType = keyof CommandByType;

export type Command<T extends CommandType = CommandType> = {
  [K in T]: { readonly type: K } & CommandByType[K];
}[T];
