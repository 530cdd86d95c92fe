import { awsRuntime } from "../lib/hosts/lambda/aws-runtime.ts";
import type { FunctionContext } from "../lib/hosts/lambda/function-events.ts";
import { functionParts } from "../lib/hosts/lambda/function-parts.ts";
import { type ApiEvent, LambdaApi } from "../lib/hosts/lambda/lambda-api.ts";
import { LambdaOperations } from "../lib/hosts/lambda/lambda-operations.ts";

const runtime = awsRuntime(functionParts(import.meta.url, process.env));
const api = new LambdaApi(runtime.world, new LambdaOperations(runtime));

/** The Step Functions API, behind a Function URL and for whoever may invoke the function. */
export const handler = (event: ApiEvent, context: FunctionContext): Promise<object> =>
  api.handle(event, context);
