import { awsRuntime } from "../lib/hosts/lambda/aws-runtime.ts";
import { awsDeployer } from "../lib/hosts/lambda/deploy/aws-deployer.ts";
import type { CustomResourceEvent } from "../lib/hosts/lambda/deploy/custom-resource.ts";
import type { FunctionContext } from "../lib/hosts/lambda/function-events.ts";
import { functionParts } from "../lib/hosts/lambda/function-parts.ts";
import { LambdaOperations } from "../lib/hosts/lambda/lambda-operations.ts";

const runtime = awsRuntime(functionParts(import.meta.url, process.env));
const deployer = awsDeployer(runtime, new LambdaOperations(runtime));

/** Makes what a stack asks for. Invoked by CloudFormation. */
export const handler = (event: CustomResourceEvent, context: FunctionContext): Promise<void> =>
  deployer.handle(event, context);
