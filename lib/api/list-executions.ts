import type { ExecutionStatus } from "../core/snapshot.ts";
import type { ExecutionSummary, ExecutionsQuery } from "../engine/executions-port.ts";
import type { ApiContext, Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { readArn } from "./arn.ts";
import { findMapRun } from "./find-map-run.ts";
import { type PageOptions, Pages } from "./pages.ts";
import { typeNotSupported } from "./start-execution.ts";
import { seconds, stateMachineDoesNotExist } from "./state-machine-record.ts";

interface Request extends PageOptions {
  /** Of a state machine, a version or an alias; this or `mapRunArn`. */
  readonly stateMachineArn?: string;
  readonly statusFilter?: ExecutionStatus;
  readonly mapRunArn?: string;
  readonly redriveFilter?: "REDRIVEN" | "NOT_REDRIVEN";
}

interface Response {
  /** Newest first. */
  readonly executions: readonly ListedExecution[];
  readonly nextToken?: string;
}

interface ListedExecution {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startDate: number;
  readonly stopDate?: number;
  readonly mapRunArn?: string | undefined;
  readonly itemCount?: number | undefined;
  readonly stateMachineVersionArn?: string | undefined;
  readonly stateMachineAliasArn?: string | undefined;
  readonly redriveCount: number;
  readonly redriveDate?: number;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html */
export const listExecutions: Operation<Request, Response> = async (context, request) => {
  const { statusFilter: status, redriveFilter } = request;
  const of = await ownerOf(context, request);
  const pages = new Pages(context, "ListExecutions", request);
  const redriven = redriveFilter && redriveFilter === "REDRIVEN";
  const { items, next } = await context.executions.list({ of, status, redriven, ...pages.page });
  return { executions: items.map(listed), ...pages.nextToken(next) };
};

async function ownerOf(
  context: ApiContext,
  { stateMachineArn, mapRunArn }: Request,
): Promise<ExecutionsQuery["of"]> {
  if ((stateMachineArn === undefined) === (mapRunArn === undefined)) {
    const message = "Must specify exactly one of stateMachineArn and mapRunArn";
    throw new ApiError("ValidationException", message, { reason: "MISSING_REQUIRED_PARAMETER" });
  }
  if (mapRunArn !== undefined) {
    await findMapRun(context, mapRunArn);
    return { mapRunArn };
  }
  return stateMachineOwner(context, stateMachineArn ?? "");
}

async function stateMachineOwner(
  { engine }: ApiContext,
  arn: string,
): Promise<ExecutionsQuery["of"]> {
  readArn(arn, "stateMachine");
  const { definitions } = engine.ports;
  const record = await definitions.get(arn);
  const owner =
    record?.kind === "stateMachine" ? record : await definitions.get(record?.owner ?? "");
  if (record === undefined || owner?.kind !== "stateMachine") throw stateMachineDoesNotExist(arn);
  if (owner.type === "EXPRESS") throw typeNotSupported();
  if (record.kind === "version") return { stateMachineVersionArn: arn };
  return record.kind === "alias" ? { stateMachineAliasArn: arn } : { stateMachineArn: arn };
}

function listed(summary: ExecutionSummary): ListedExecution {
  const { startedMs, stoppedMs, redrivenMs, ...same } = summary;
  return {
    ...same,
    startDate: seconds(startedMs),
    ...(stoppedMs !== undefined && { stopDate: seconds(stoppedMs) }),
    ...(redrivenMs !== undefined && { redriveDate: seconds(redrivenMs) }),
  };
}
