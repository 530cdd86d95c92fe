import type { Snapshot } from "../core/snapshot.ts";
import { writeDocument } from "../data/document.ts";
import type { JsonValue } from "../language/json.ts";
import type { Operation } from "./api-context.ts";
import { findExecution } from "./find-execution.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
export const describeExecution: Operation<{ readonly executionArn: string }> = async (
  { engine },
  { executionArn },
) => {
  const snapshot = findExecution(engine, executionArn);
  const { redriveCount } = snapshot;
  return { ...describe(snapshot), redriveCount, ...redriveStatus(snapshot) };
};

/** What DescribeExecution and StartSyncExecution have in common. Dates are seconds. */
export function describe(snapshot: Snapshot): object {
  const { execution, status, error, cause, startedMs, stoppedMs } = snapshot;
  const { executionArn, stateMachineArn, name } = execution;
  return {
    executionArn,
    stateMachineArn,
    name,
    status,
    startDate: seconds(startedMs),
    stopDate: seconds(stoppedMs),
    ...document("input", snapshot.input),
    ...document("output", snapshot.output),
    error,
    cause,
  };
}

function redriveStatus({ status }: Snapshot): object {
  if (status === "SUCCEEDED" || status === "RUNNING") {
    const redriveStatusReason = `Execution is ${status} and cannot be redriven`;
    return { redriveStatus: "NOT_REDRIVABLE", redriveStatusReason };
  }
  return { redriveStatus: "REDRIVABLE" };
}

function document(field: "input" | "output", value: JsonValue | undefined): object {
  if (value === undefined) return {};
  return { [field]: writeDocument(value), [`${field}Details`]: { included: true } };
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1_000;
}
