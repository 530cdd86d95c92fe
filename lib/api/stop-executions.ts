import type { ExecutionSummary } from "../engine/executions-port.ts";
import type { ApiContext } from "./api-context.ts";
import { tellExecution } from "./tell-execution.ts";

/** Stops all executions of a state machine that run, also those that lists do not show yet. */
export async function stopExecutions(context: ApiContext, stateMachineArn: string): Promise<void> {
  await stopListed(context, stateMachineArn);
  if (context.listed === undefined) return;
  await context.listed();
  await stopListed(context, stateMachineArn);
}

async function stopListed(context: ApiContext, stateMachineArn: string): Promise<void> {
  let after: string | undefined;
  do {
    const { items, next } = await context.executions.list({
      of: { stateMachineArn },
      status: "RUNNING",
      limit: stoppedAtOnce,
      after,
    });
    const stop = ({ executionArn }: ExecutionSummary) =>
      tellExecution(context, executionArn, { type: "abort" });
    await Promise.all(items.map(stop));
    after = next;
  } while (after !== undefined);
}

const stoppedAtOnce = 20;
