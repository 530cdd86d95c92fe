import type { JsonObject } from "../language/json.ts";
import type { ApiContext, Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { createStateMachine } from "./create-state-machine.ts";
import { deleteStateMachine } from "./delete-state-machine.ts";
import { describeExecution } from "./describe-execution.ts";
import { getExecutionHistory } from "./get-execution-history.ts";
import { startExecution } from "./start-execution.ts";
import { startSyncExecution } from "./start-sync-execution.ts";
import { responseText, type TestStateRequest, testState } from "./test-state.ts";
import { validateStateMachineDefinition } from "./validate-state-machine-definition.ts";

/**
 * Calls an operation by its name; answers the response's JSON text. Throws ApiError.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html
 */
export async function callOperation(
  context: ApiContext,
  operation: string,
  request: JsonObject,
): Promise<string> {
  const call = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (call === undefined) {
    throw new ApiError("UnknownOperationException", `there is no operation ${operation} here`);
  }
  return call(context, request);
}

const operations: {
  readonly [name: string]: (context: ApiContext, request: JsonObject) => Promise<string>;
} = {
  CreateStateMachine: asText(createStateMachine),
  DeleteStateMachine: asText(deleteStateMachine),
  DescribeExecution: asText(describeExecution),
  GetExecutionHistory: asText(getExecutionHistory),
  StartExecution: asText(startExecution),
  StartSyncExecution: asText(startSyncExecution),
  TestState: async ({ engine: { ports }, region, accountId }, request) => {
    const options = { at: ports.clock.now(), seed: ports.clock.seed(), region, accountId };
    return responseText(await testState(request as unknown as TestStateRequest, options));
  },
  ValidateStateMachineDefinition: asText(validateStateMachineDefinition),
};

/** Clients send what the API model allows; the operations check what it cannot say. */
function asText<Request>(
  operation: Operation<Request>,
): (context: ApiContext, request: JsonObject) => Promise<string> {
  return async (context, request) =>
    JSON.stringify(await operation(context, request as unknown as Request));
}
