import { quotaExceeded } from "./account-quotas.ts";
import type { Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { findExecution } from "./find-execution.ts";
import { redriveStatus } from "./redrive-status.ts";
import { ownerOf, seconds } from "./state-machine-record.ts";
import { tellExecution } from "./tell-execution.ts";

interface Request {
  readonly executionArn: string;
  /** The same one again is answered as the first time. */
  readonly clientToken?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html */
export const redriveExecution: Operation<Request, { readonly redriveDate: number }> = async (
  context,
  { executionArn, clientToken },
) => {
  const execution = await findExecution(context, executionArn);
  const { redriveToken, redrivenMs = 0 } = execution.snapshot ?? {};
  if (clientToken !== undefined && clientToken === redriveToken) {
    return { redriveDate: seconds(redrivenMs) };
  }
  const { redriveStatus: status, redriveStatusReason } = redriveStatus(context, execution);
  if (status !== "REDRIVABLE") throw notRedrivable(redriveStatusReason);
  const owner = ownerOf(context);
  if (await context.quotas?.isFullOfExecutions(owner))
    throw quotaExceeded("ExecutionLimitExceeded");
  context.quotas?.opened(owner);
  const answer = await tellExecution(context, executionArn, { type: "redrive", clientToken });
  const { snapshot } = await findExecution(context, executionArn);
  if (!answer.accepted) throw notRedrivable(undefined);
  return { redriveDate: seconds(snapshot?.redrivenMs ?? context.engine.ports.clock.now()) };
};

function notRedrivable(reason = "Execution can only be redriven by its Map Run"): ApiError {
  return new ApiError("ExecutionNotRedrivable", reason);
}
