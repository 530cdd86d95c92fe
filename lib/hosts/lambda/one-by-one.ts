import type { BatchResponse, FunctionContext, QueueEvent, QueueRecord } from "./function-events.ts";
import type { LambdaWorld } from "./lambda-world.ts";

/** Deals with a queue's messages one after the other. Answers those that must come again. */
export async function oneByOne(
  world: Pick<LambdaWorld, "invocation" | "rest">,
  { Records }: QueueEvent,
  context: FunctionContext,
  isDone: (record: QueueRecord) => Promise<boolean>,
): Promise<BatchResponse> {
  world.invocation.begin(context);
  const kept: { readonly itemIdentifier: string }[] = [];
  for (const record of Records) {
    if (!(await isDone(record))) kept.push({ itemIdentifier: record.messageId });
  }
  await world.rest();
  return { batchItemFailures: kept };
}
