import { awsRuntime } from "../lib/hosts/lambda/aws-runtime.ts";
import type { FunctionContext } from "../lib/hosts/lambda/function-events.ts";
import { functionParts } from "../lib/hosts/lambda/function-parts.ts";
import { Sweeper, type SweeperEvent } from "../lib/hosts/lambda/sweeper.ts";

const runtime = awsRuntime(functionParts(import.meta.url, process.env));
const sweeper = new Sweeper(runtime.world, runtime.metrics, (arn) => runtime.stores.forget(arn));

/** Looks for what is due; invoked each minute. Forgets what has expired; invoked by the stream. */
export const handler = (event: SweeperEvent, context: FunctionContext): Promise<object> =>
  sweeper.handle(event, context);
