import { awsRuntime } from "../lib/hosts/lambda/aws-runtime.ts";
import { DeadLetters } from "../lib/hosts/lambda/dead-letters.ts";
import type {
  BatchResponse,
  FunctionContext,
  QueueEvent,
} from "../lib/hosts/lambda/function-events.ts";
import { functionParts } from "../lib/hosts/lambda/function-parts.ts";

const runtime = awsRuntime(functionParts(import.meta.url, process.env));
const deadLetters = new DeadLetters(runtime.world, runtime.metrics);

/** Ends executions that nobody can carry on. Invoked by the dead letters of `alone` and `tasks`. */
export const handler = (event: QueueEvent, context: FunctionContext): Promise<BatchResponse> =>
  deadLetters.handle(event, context);
