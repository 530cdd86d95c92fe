import type { AwsRuntime } from "../aws-runtime.ts";
import type { FunctionContext } from "../function-events.ts";
import type { LambdaOperations } from "../lambda-operations.ts";
import { activityHandler } from "./activity-resource.ts";
import type { ApiCaller } from "./api-caller.ts";
import { bucketContentsHandler } from "./bucket-contents-resource.ts";
import { Deployer, type ResourceHandlers } from "./deployer.ts";
import { emptyBucket } from "./empty-bucket.ts";
import { IamPolicies } from "./iam-policies.ts";
import { permissionsHandler } from "./permissions-resource.ts";
import { stateMachineHandler } from "./state-machine-resource.ts";

/** The deployer of a runtime in AWS. */
export function awsDeployer(runtime: AwsRuntime, operations: LambdaOperations): Deployer {
  const { world, stores } = runtime;
  const policies = new IamPolicies();
  const handlers = (context: FunctionContext): ResourceHandlers => {
    world.invocation.begin(context);
    const call: ApiCaller = async (operation, request) =>
      JSON.parse(await operations.call(operation, request, context));
    return {
      "Custom::StepwrightStateMachine": stateMachineHandler(call),
      "Custom::StepwrightActivity": activityHandler(call),
      "Custom::StepwrightPermissions": permissionsHandler({ ...stores, policies, call }),
      "Custom::StepwrightBucketContents": bucketContentsHandler(emptyBucket),
    };
  };
  return new Deployer({ handlers, respond, rest: () => world.rest(), log: world.parts.log });
}

/** The URL is signed for a request without a type. */
async function respond(url: string, body: string): Promise<void> {
  const answer = await fetch(url, { method: "PUT", headers: { "Content-Type": "" }, body });
  if (!answer.ok) throw new Error(`CloudFormation has answered ${answer.status}`);
}
