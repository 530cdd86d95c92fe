import type { Operation } from "./api-context.ts";
import { describe } from "./describe-execution.ts";
import { begin, type StartExecutionRequest } from "./start-execution.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html */
export const startSyncExecution: Operation<StartExecutionRequest> = async (context, request) => {
  const driver = await begin(context, request, true);
  await context.ended(driver.executionArn);
  return describe(driver.snapshot);
};
