import type { Driver } from "../engine/driver.ts";
import type { StateMachineRecord } from "../engine/ports.ts";
import { startExecution as start } from "../engine/start-execution.ts";
import type { JsonValue } from "../language/json.ts";
import type { ApiContext, Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { readJson } from "./test-state/read-json.ts";

export interface StartExecutionRequest {
  /** `#case` behind it chooses a test case of the mock configuration. */
  readonly stateMachineArn: string;
  readonly name?: string;
  readonly input?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
export const startExecution: Operation<StartExecutionRequest> = async (context, request) => {
  const driver = await begin(context, request);
  const { executionArn, meta } = driver;
  return { executionArn, startDate: meta.startedMs / 1_000 };
};

/** Records the execution and has it driven. */
export async function begin(
  context: ApiContext,
  request: StartExecutionRequest,
  synchronous = false,
): Promise<Driver> {
  const [stateMachineArn = "", testCase] = request.stateMachineArn.split("#");
  const stateMachine = await findStateMachine(context, stateMachineArn);
  const input = readInput(request.input);
  const driver = await start(context.engine, stateMachine, {
    name: request.name,
    input,
    synchronous,
  });
  if (driver === undefined) {
    const message = `Execution Already Exists: '${request.name}'`;
    throw new ApiError("ExecutionAlreadyExists", message);
  }
  const { executionArn } = driver;
  await context.started({ executionArn, stateMachineName: stateMachine.name, testCase });
  return driver;
}

async function findStateMachine(
  { engine }: ApiContext,
  stateMachineArn: string,
): Promise<StateMachineRecord> {
  const stateMachine = await engine.ports.definitions.get(stateMachineArn);
  if (stateMachine !== undefined) return stateMachine;
  const message = `State Machine Does Not Exist: '${stateMachineArn}'`;
  throw new ApiError("StateMachineDoesNotExist", message);
}

function readInput(text = "{}"): JsonValue {
  return readJson(text, ({ message }) => {
    const refusal = `Invalid State Machine Execution Input: '${message}'`;
    return new ApiError("InvalidExecutionInput", refusal);
  });
}
