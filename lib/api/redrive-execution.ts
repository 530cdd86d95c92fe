import type { RedriveToken, Snapshot } from "../core/snapshot.ts";
import { quotaExceeded } from "./account-quotas.ts";
import type { Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { findExecution } from "./find-execution.ts";
import { redriveStatus } from "./redrive-status.ts";
import { ownerOf, seconds } from "./state-machine-record.ts";
import { tellExecution } from "./tell-execution.ts";

interface Request {
  readonly executionArn: string;
  /** One of the last ten, again within 15 minutes, is answered as the first time. */
  readonly clientToken?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html */
export const redriveExecution: Operation<Request, { readonly redriveDate: number }> = async (
  context,
  { executionArn, clientToken },
) => {
  const execution = await findExecution(context, executionArn);
  const before = redriveBy(clientToken, execution.snapshot, context.engine.ports.clock.now());
  if (before !== undefined) return { redriveDate: seconds(before.atMs) };
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

/** The redrive that the same token has caused, if it is not long ago. */
function redriveBy(
  token: string | undefined,
  snapshot: Snapshot | undefined,
  nowMs: number,
): RedriveToken | undefined {
  if (token === undefined || snapshot === undefined) return undefined;
  const { redriveToken, redrivenMs = 0, earlierRedriveTokens = [] } = snapshot;
  const last = redriveToken === undefined ? [] : [{ token: redriveToken, atMs: redrivenMs }];
  return [...earlierRedriveTokens, ...last].findLast(
    (used) => used.token === token && nowMs - used.atMs <= tokenValidMs,
  );
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html */
const tokenValidMs = 15 * 60 * 1_000;

function notRedrivable(reason = "Execution can only be redriven by its Map Run"): ApiError {
  return new ApiError("ExecutionNotRedrivable", reason);
}
