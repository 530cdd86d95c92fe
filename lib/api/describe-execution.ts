import type { ExecutionStatus, Snapshot } from "../core/snapshot.ts";
import { writeDocument } from "../data/document.ts";
import type { ExecutionMeta } from "../engine/journal-port.ts";
import type { JsonValue } from "../language/json.ts";
import type { Operation } from "./api-context.ts";
import type { IncludedData } from "./described-revision.ts";
import { type FoundExecution, findExecution } from "./find-execution.ts";
import { type RedriveStatus, redriveStatus } from "./redrive-status.ts";
import { seconds } from "./state-machine-record.ts";

interface Request {
  readonly executionArn: string;
  readonly includedData?: IncludedData;
}

interface Response extends DescribedExecution, RedriveStatus {
  readonly mapRunArn?: string | undefined;
  readonly stateMachineVersionArn?: string | undefined;
  readonly stateMachineAliasArn?: string | undefined;
  readonly redriveCount: number;
  readonly redriveDate?: number | undefined;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
export const describeExecution: Operation<Request, Response> = async (context, request) => {
  const execution = await findExecution(context, request.executionArn);
  const { meta, snapshot } = execution;
  const { mapRunArn, stateMachineVersionArn, stateMachineAliasArn } = meta.info;
  return {
    ...describe(execution, request.includedData),
    mapRunArn,
    stateMachineVersionArn,
    stateMachineAliasArn,
    redriveCount: snapshot?.redriveCount ?? 0,
    redriveDate: optionalSeconds(snapshot?.redrivenMs),
    ...(await redriveStatus(context, execution)),
  };
};

/** What DescribeExecution and StartSyncExecution have in common. Dates are seconds. */
export interface DescribedExecution extends ExecutionData {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startDate: number;
  readonly stopDate?: number | undefined;
  readonly traceHeader?: string | undefined;
}

interface ExecutionData {
  /** JSON texts. */
  readonly input?: string;
  readonly inputDetails?: DataDetails;
  readonly output?: string;
  readonly outputDetails?: DataDetails;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

interface DataDetails {
  readonly included: boolean;
}

export function describe(
  { meta, snapshot }: FoundExecution,
  includedData: IncludedData | undefined,
): DescribedExecution {
  const { executionArn, stateMachineArn, name } = meta.info;
  return {
    executionArn,
    stateMachineArn,
    name,
    status: snapshot?.status ?? "RUNNING",
    startDate: seconds(meta.startedMs),
    stopDate: optionalSeconds(snapshot?.stoppedMs),
    traceHeader: meta.traceHeader,
    ...(includedData === "METADATA_ONLY" ? {} : dataOf(meta, snapshot)),
  };
}

function dataOf(meta: ExecutionMeta, snapshot: Snapshot | undefined): ExecutionData {
  const { output, error, cause } = snapshot ?? {};
  return { ...document("input", meta.input), ...document("output", output), error, cause };
}

function document(field: "input" | "output", value: JsonValue | undefined): ExecutionData {
  if (value === undefined) return {};
  return { [field]: writeDocument(value), [`${field}Details`]: { included: true } };
}

function optionalSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : seconds(milliseconds);
}
