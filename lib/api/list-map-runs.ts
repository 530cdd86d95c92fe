import type { MapRunSummary } from "../engine/executions-port.ts";
import type { Operation } from "./api-context.ts";
import { findExecution } from "./find-execution.ts";
import { type PageOptions, Pages } from "./pages.ts";
import { seconds } from "./state-machine-record.ts";

interface Request extends PageOptions {
  readonly executionArn: string;
}

interface Response {
  readonly mapRuns: readonly ListedMapRun[];
  readonly nextToken?: string;
}

interface ListedMapRun {
  readonly executionArn: string;
  readonly mapRunArn: string;
  readonly stateMachineArn: string;
  readonly startDate: number;
  readonly stopDate?: number;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListMapRuns.html */
export const listMapRuns: Operation<Request, Response> = async (context, request) => {
  const { executionArn } = request;
  await findExecution(context, executionArn);
  const pages = new Pages(context, "ListMapRuns", request);
  const { items, next } = await context.executions.listMapRuns(executionArn, pages.page);
  return { mapRuns: items.map(listed), ...pages.nextToken(next) };
};

function listed({ startedMs, stoppedMs, ...arns }: MapRunSummary): ListedMapRun {
  return {
    ...arns,
    startDate: seconds(startedMs),
    ...(stoppedMs !== undefined && { stopDate: seconds(stoppedMs) }),
  };
}
