import { awsRuntime } from "../lib/hosts/lambda/aws-runtime.ts";
import type {
  BatchResponse,
  FunctionContext,
  QueueEvent,
} from "../lib/hosts/lambda/function-events.ts";
import { functionParts } from "../lib/hosts/lambda/function-parts.ts";
import { LambdaTaskRunner } from "../lib/hosts/lambda/task-runner.ts";

const runtime = awsRuntime(functionParts(import.meta.url, process.env));
const runner = new LambdaTaskRunner(runtime.world, runtime.sleep);

/** Performs Tasks that take longer than an interpreter runs. Invoked by the queue `tasks`. */
export const handler = (event: QueueEvent, context: FunctionContext): Promise<BatchResponse> =>
  runner.handle(event, context);
