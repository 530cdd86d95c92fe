import type { MaybePromise } from "../core/maybe-promise.ts";
import type { ExecutionStatus } from "../core/snapshot.ts";
import type { Page, PageRequest } from "./definitions-port.ts";

/**
 * Lists what the journal keeps. Only lists may lag behind it: Describe, History, Stop and the check
 * of a name read the journal itself.
 */
export interface Executions {
  /** Newest first. */
  list(query: ExecutionsQuery): MaybePromise<Page<ExecutionSummary>>;
  /** The Map Runs of an execution, in the order of their start: their ARNs. */
  mapRuns(executionArn: string, page: PageRequest): MaybePromise<Page<string>>;
}

export interface ExecutionsQuery extends PageRequest {
  /** Exactly one of these: whose executions. */
  readonly of:
    | { readonly stateMachineArn: string }
    | { readonly stateMachineVersionArn: string }
    | { readonly stateMachineAliasArn: string }
    | { readonly mapRunArn: string };
  readonly status?: ExecutionStatus | undefined;
  /** True: that were redriven; false: that were not. */
  readonly redriven?: boolean | undefined;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ExecutionListItem.html */
export interface ExecutionSummary {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startedMs: number;
  readonly stoppedMs?: number | undefined;
  readonly mapRunArn?: string | undefined;
  /** Of a child of a Map Run. */
  readonly itemCount?: number | undefined;
  readonly stateMachineVersionArn?: string | undefined;
  readonly stateMachineAliasArn?: string | undefined;
  readonly redriveCount: number;
  readonly redrivenMs?: number | undefined;
}
