import type { ExecutionStatus } from "../core/snapshot.ts";

/** What matchers look at: an execution of the harness, or anything with the same fields. */
export interface ExecutionView {
  readonly status: ExecutionStatus;
  /** Parsed; undefined unless it succeeded. */
  readonly output: unknown;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** The names of the states in the order in which they were entered. */
  readonly path: readonly string[];
  readonly history: readonly ExecutionHistoryEvent[];
}

/** An event as GetExecutionHistory gives it to the AWS SDK's users. */
export interface ExecutionHistoryEvent {
  readonly timestamp: Date;
  readonly type: string;
  readonly id: number;
  readonly previousEventId: number;
  readonly [details: `${string}EventDetails`]: { readonly [field: string]: unknown };
}
