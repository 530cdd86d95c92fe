import type { MapRunSnapshot } from "../core/map-run/map-run-snapshot.ts";
import type { MaybePromise } from "../core/maybe-promise.ts";
import type { ExecutionStatus, Snapshot } from "../core/snapshot.ts";
import { isJsonArray, isJsonObject, type JsonValue, ownValue } from "../language/json.ts";
import type { Page, PageRequest } from "./definitions-port.ts";
import type { ExecutionMeta, MapRunMeta } from "./journal-port.ts";

/**
 * Lists what the journal keeps. Only lists may lag behind it: Describe, History, Stop and the check
 * of a name read the journal itself.
 */
export interface Executions {
  /** Newest first. */
  list(query: ExecutionsQuery): MaybePromise<Page<ExecutionSummary>>;
  /** In the order of their start. */
  listMapRuns(executionArn: string, page: PageRequest): MaybePromise<Page<MapRunSummary>>;
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

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_MapRunListItem.html */
export interface MapRunSummary {
  readonly executionArn: string;
  readonly mapRunArn: string;
  readonly stateMachineArn: string;
  readonly startedMs: number;
  readonly stoppedMs?: number | undefined;
}

/** What lists tell of an execution, from what the journal keeps of it. */
export function executionSummary(
  { info, startedMs, input }: ExecutionMeta,
  snapshot: SummarySource | undefined,
): ExecutionSummary {
  const { executionArn, stateMachineArn, name, mapRunArn } = info;
  const { stateMachineVersionArn, stateMachineAliasArn } = info;
  return {
    executionArn,
    stateMachineArn,
    name,
    status: snapshot?.status ?? "RUNNING",
    startedMs,
    stoppedMs: snapshot?.stoppedMs,
    mapRunArn,
    itemCount: mapRunArn === undefined ? undefined : itemCount(input, info.mapItem !== undefined),
    stateMachineVersionArn,
    stateMachineAliasArn,
    redriveCount: snapshot?.redriveCount ?? 0,
    redrivenMs: snapshot?.redrivenMs,
  };
}

type SummarySource = Pick<Snapshot, "status" | "stoppedMs" | "redriveCount" | "redrivenMs">;

/** A child of a Map Run has one item, or the batch that is its input. */
function itemCount(input: JsonValue, isOne: boolean): number {
  const items = isOne || !isJsonObject(input) ? undefined : ownValue(input, "Items");
  return isJsonArray(items) ? items.length : 1;
}

/** What lists tell of a Map Run, from what its journal keeps of it. */
export function mapRunSummary(
  { info, startedMs }: MapRunMeta,
  snapshot: Pick<MapRunSnapshot, "stoppedMs"> | undefined,
): MapRunSummary {
  const { executionArn, mapRunArn, stateMachineArn } = info;
  return { executionArn, mapRunArn, stateMachineArn, startedMs, stoppedMs: snapshot?.stoppedMs };
}
