import { redriveBy } from "../core/redrive-tokens.ts";
import { stopIfDeleted } from "../engine/stop-if-deleted.ts";
import { quotaExceeded } from "./account-quotas.ts";
import type { ApiContext, Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { type FoundExecution, findExecution } from "./find-execution.ts";
import { deleting, redriveStatus } from "./redrive-status.ts";
import { ownerOf, seconds } from "./state-machine-record.ts";
import { tellExecution } from "./tell-execution.ts";

interface Request {
  readonly executionArn: string;
  /** One of the last ten, again within 15 minutes, is answered as the first time. */
  readonly clientToken?: string;
}

interface Response {
  readonly redriveDate: number;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html */
export const redriveExecution: Operation<Request, Response> = async (
  context,
  { executionArn, clientToken },
) => {
  const execution = await findExecution(context, executionArn);
  const before = redrivenBefore(context, execution, clientToken);
  if (before !== undefined) return before;
  const { redriveStatus: status, redriveStatusReason } = await redriveStatus(context, execution);
  if (status !== "REDRIVABLE") throw notRedrivable(redriveStatusReason);
  await admitExecution(context);
  const answer = await tellExecution(context, executionArn, { type: "redrive", clientToken });
  const redriven = await findExecution(context, executionArn);
  if (!answer.accepted) {
    // The same request may have come first, by another process.
    const same = redrivenBefore(context, redriven, clientToken);
    if (same === undefined) throw notRedrivable(undefined);
    return same;
  }
  if (await stopIfDeleted(context.engine, execution.meta.info, executionArn)) {
    await context.told();
    throw notRedrivable(deleting);
  }
  const { redrivenMs = context.engine.ports.clock.now() } = redriven.snapshot ?? {};
  return { redriveDate: seconds(redrivenMs) };
};

function redrivenBefore(
  { engine }: ApiContext,
  { snapshot }: FoundExecution,
  clientToken: string | undefined,
): Response | undefined {
  const before = snapshot && redriveBy(clientToken, snapshot, engine.ports.clock.now());
  return before && { redriveDate: seconds(before.atMs) };
}

/** Throws ExecutionLimitExceeded. */
async function admitExecution(context: ApiContext): Promise<void> {
  const { quotas } = context;
  const owner = ownerOf(context);
  if (await quotas?.isFullOfExecutions(owner)) throw quotaExceeded("ExecutionLimitExceeded");
  quotas?.opened(owner);
}

function notRedrivable(reason = "Execution can only be redriven by its Map Run"): ApiError {
  return new ApiError("ExecutionNotRedrivable", reason);
}
