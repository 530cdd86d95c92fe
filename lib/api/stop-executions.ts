import type { ApiContext } from "./api-context.ts";
import { tellExecution } from "./tell-execution.ts";

/** Stops all executions of a state machine that run. */
export async function stopExecutions(context: ApiContext, stateMachineArn: string): Promise<void> {
  let after: string | undefined;
  do {
    const { items, next } = await context.executions.list({
      of: { stateMachineArn },
      status: "RUNNING",
      limit: 100,
      after,
    });
    for (const { executionArn } of items) {
      await tellExecution(context, executionArn, { type: "abort" });
    }
    after = next;
  } while (after !== undefined);
}
