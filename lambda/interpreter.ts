import { awsRuntime } from "../lib/hosts/lambda/aws-runtime.ts";
import type {
  BatchResponse,
  FunctionContext,
  QueueEvent,
} from "../lib/hosts/lambda/function-events.ts";
import { functionParts } from "../lib/hosts/lambda/function-parts.ts";
import { Interpreter } from "../lib/hosts/lambda/interpreter.ts";

const runtime = awsRuntime(functionParts(import.meta.url, process.env));
const interpreter = new Interpreter(runtime.world, runtime);

/** Looks at the executions that wake-ups name. Invoked by the queues `wake` and `alone`. */
export const handler = (event: QueueEvent, context: FunctionContext): Promise<BatchResponse> =>
  interpreter.handle(event, context);
