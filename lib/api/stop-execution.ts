import type { Operation } from "./api-context.ts";
import { findExecution } from "./find-execution.ts";
import { seconds } from "./state-machine-record.ts";
import { tellExecution } from "./tell-execution.ts";

interface Request {
  readonly executionArn: string;
  readonly error?: string;
  readonly cause?: string;
}

/**
 * One that has ended stays as it is.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html
 */
export const stopExecution: Operation<Request, { readonly stopDate: number }> = async (
  context,
  { executionArn, error, cause },
) => {
  await findExecution(context, executionArn);
  await tellExecution(context, executionArn, { type: "abort", error, cause });
  const { snapshot } = await findExecution(context, executionArn);
  return { stopDate: seconds(snapshot?.stoppedMs ?? context.engine.ports.clock.now()) };
};
