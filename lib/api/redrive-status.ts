import { awsLimits, type Limits } from "../data/limits.ts";
import { isDeleted } from "../engine/stop-if-deleted.ts";
import type { ApiContext } from "./api-context.ts";
import type { FoundExecution } from "./find-execution.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
export interface RedriveStatus {
  readonly redriveStatus: "REDRIVABLE" | "NOT_REDRIVABLE" | "REDRIVABLE_BY_MAP_RUN";
  readonly redriveStatusReason?: string;
}

/** Whether RedriveExecution would go on with the execution, and why it would not. */
export async function redriveStatus(
  { engine }: ApiContext,
  execution: FoundExecution,
): Promise<RedriveStatus> {
  const { clock, definitions } = engine.ports;
  const own = obstacle(execution, clock.now(), engine.options.limits ?? awsLimits);
  const isGone = own === undefined && (await isDeleted(definitions, execution.meta.info));
  const redriveStatusReason = isGone ? deleting : own;
  if (redriveStatusReason !== undefined) {
    return { redriveStatus: "NOT_REDRIVABLE", redriveStatusReason };
  }
  const isChild = execution.meta.info.mapRunArn !== undefined;
  return { redriveStatus: isChild ? "REDRIVABLE_BY_MAP_RUN" : "REDRIVABLE" };
}

/** The first of AWS's reasons that holds. */
function obstacle(
  { meta, snapshot }: FoundExecution,
  nowMs: number,
  limits: Limits,
): string | undefined {
  const { status = "RUNNING", stoppedMs = nowMs, nextEventId = 1 } = snapshot ?? {};
  if (status === "RUNNING" || status === "SUCCEEDED") {
    return `Execution is ${status} and cannot be redriven`;
  }
  if (nextEventId >= limits.historyEventsMax - 1) return "Execution history event limit exceeded";
  if (nowMs - meta.startedMs > executionMsMax)
    return "Execution has exceeded the max execution time";
  return nowMs - stoppedMs > redrivableMs ? "Execution redrivable period exceeded" : undefined;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
const redrivableMs = 14 * 24 * 60 * 60 * 1_000;
const executionMsMax = 365 * 24 * 60 * 60 * 1_000;
/** Why an execution is not gone on with whose state machine is deleted. */
export const deleting = "State machine is in DELETING status";
