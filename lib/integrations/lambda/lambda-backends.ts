import { requestId } from "../task-context.ts";
import { readFunctionName } from "./function-name.ts";
import type { LambdaAnswer, LambdaBackend, LambdaCall } from "./lambda-backend.ts";
import { refuseAsLambda } from "./lambda-refusal.ts";

/** Several places where functions run: the first that has the function invokes it. */
export class LambdaBackends implements LambdaBackend {
  private readonly backends: readonly LambdaBackend[];

  constructor(backends: readonly LambdaBackend[]) {
    this.backends = backends;
  }

  has(functionName: string): boolean {
    return this.backends.some((backend) => backend.has(functionName));
  }

  async invoke(call: LambdaCall): Promise<LambdaAnswer> {
    const backend = this.backends.find((backend) => backend.has(call.functionName));
    if (backend === undefined) throw functionNotFound(call);
    return backend.invoke(call);
  }
}

/** Observed on AWS: the whole ARN, $LATEST where no version is asked for. */
function functionNotFound({ functionName, qualifier, request }: LambdaCall): Error {
  const [, partition, , region, account] = request.execution.executionArn.split(":");
  const { name, ...asked } = readFunctionName(functionName);
  const arn = `arn:${partition}:lambda:${asked.region ?? region}:${asked.account ?? account}:function:${name}`;
  return refuseAsLambda({
    code: "ResourceNotFoundException",
    message: `Function not found: ${arn}:${qualifier ?? asked.qualifier ?? "$LATEST"}`,
    statusCode: 404,
    requestId: requestId(request),
  });
}
