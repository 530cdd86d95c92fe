import type { RunTask } from "../core/command.ts";
import type { ExecutionInfo } from "../core/snapshot.ts";
import { writeDocument } from "../data/document.ts";
import type { HttpExchange } from "../engine/http-exchange.ts";
import type { TaskOutcome } from "../engine/journal-port.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../language/json.ts";
import { ApiError } from "./api-error.ts";
import { checkRoleArn } from "./arn.ts";
import { checkRequest } from "./check-request.ts";
import { readContextObject } from "./test-state/context-object.ts";
import { defaultContext } from "./test-state/default-context.ts";
import { readTestedState } from "./test-state/definition.ts";
import { handleOutside } from "./test-state/enclosing-states.ts";
import { endingOf } from "./test-state/ending.ts";
import { inspectionData } from "./test-state/inspection-data.ts";
import { mapAnswer } from "./test-state/map-answer.ts";
import { readMock } from "./test-state/mock.ts";
import { readJson } from "./test-state/read-json.ts";
import type { TestStateRequest, TestStateResponse } from "./test-state/request.ts";
import { runState, type StateTest } from "./test-state/run-state.ts";
import { tracedExchange } from "./test-state/traced-exchange.ts";

export type {
  InspectionData,
  InspectionErrorDetails,
  MockInput,
  TestStateConfiguration,
  TestStateRequest,
  TestStateResponse,
} from "./test-state/request.ts";
export { responseBody } from "./test-state/response-body.ts";

/** What a test takes from the machine that it runs on. */
export interface TestStateOptions {
  /** When the state is entered, in ms since the epoch. */
  readonly at: number;
  /** Where the state's randomness grows from. @default 0 */
  readonly seed?: number;
  /** @default us-east-1 */
  readonly region?: string;
  /** @default the role's account, else 123456789012 */
  readonly accountId?: string;
  /** Take the definition to the letter, as AWS does: placeholders are faults. @default true */
  readonly strict?: boolean;
  /** Performs a Task without a mock. */
  readonly runTask?: (
    task: RunTask,
    execution: ExecutionInfo,
    traced?: Traced,
  ) => TaskOutcome | Promise<TaskOutcome>;
}

/** Told what an HTTP Task sent, and what came back. */
type Traced = (exchange: HttpExchange) => void;

/**
 * Runs one state as TestState does: no execution, no waiting, no branches or iterations. Throws
 * ApiError with AWS's words for what AWS refuses.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html
 */
export async function testState(
  request: TestStateRequest,
  options: TestStateOptions,
): Promise<TestStateResponse> {
  let exchange: HttpExchange | undefined;
  const test = await readTest(request, options, (traced) => {
    exchange = traced;
  });
  const run = await runState(test);
  const own = { run, ending: endingOf(run) };
  const failedIterations = request.stateConfiguration?.mapIterationFailureCount ?? 0;
  const handled =
    own.ending.status === "FAILED" ? await handleOutside(test, own, failedIterations) : own;
  const { status, output, error, cause, target } = handled.ending;
  const { inspectionLevel = "INFO", revealSecrets } = request;
  return {
    status,
    ...(output !== undefined && { output: writeDocument(output) }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(target !== undefined && { nextState: target.nextState }),
    ...(inspectionLevel !== "INFO" && {
      inspectionData: {
        ...inspectionData(test, run, handled),
        ...(inspectionLevel === "TRACE" && tracedExchange(exchange, revealSecrets)),
      },
    }),
  };
}

async function readTest(
  request: TestStateRequest,
  options: TestStateOptions,
  traced: Traced,
): Promise<StateTest> {
  checkRequest("TestState", request as unknown as JsonObject);
  if (request.roleArn !== undefined) checkRoleArn(request.roleArn);
  const tested = readTestedState(request, options.strict ?? true);
  const mock = await readMock(request, tested.state);
  const { context, stateConfiguration } = request;
  const input = readInput(request.input);
  const execution = describeExecution(request, options);
  return {
    tested,
    input,
    variables: readVariables(request.variables),
    execution,
    at: options.at,
    seed: options.seed ?? 0,
    retryCount: stateConfiguration?.retrierRetryCount ?? 0,
    context:
      context === undefined
        ? defaultContext(tested, execution, input, options.at)
        : readContextObject(context, tested.state),
    readerData: stateConfiguration?.mapItemReaderData,
    runTask: (task) => mock ?? runTask(task, execution, options, traced),
    runMap: (order, itemCount) => mapAnswer(order, mock, stateConfiguration, itemCount),
  };
}

function runTask(
  task: RunTask,
  execution: ExecutionInfo,
  { runTask }: TestStateOptions,
  traced: Traced,
): TaskOutcome | Promise<TaskOutcome> {
  if (runTask !== undefined) return runTask(task, execution, traced);
  throw new ApiError(
    "ValidationException",
    `Nothing here can call ${task.resource}: give a mock, or a function for the Task.`,
  );
}

function readInput(text = "{}"): JsonValue {
  return readJson(text, ({ message }) => {
    return new ApiError(
      "InvalidExecutionInput",
      `Invalid State Machine Execution Input: '${message}'`,
    );
  });
}

function readVariables(text = "{}"): JsonObject {
  const invalid = () => new ApiError("ValidationException", "Variables must be a JSON object");
  const variables = readJson(text, invalid);
  if (!isJsonObject(variables)) throw invalid();
  return variables;
}

/** AWS runs a tested state as an Express execution of a machine of that moment. */
function describeExecution(
  { roleArn = "" }: TestStateRequest,
  { region = "us-east-1", accountId = roleArn.split(":")[4] || "123456789012" }: TestStateOptions,
): ExecutionInfo {
  const arn = `arn:aws:states:${region}:${accountId}`;
  return {
    executionArn: `${arn}:express:TestState:TestState`,
    name: "TestState",
    roleArn,
    stateMachineArn: `${arn}:stateMachine:TestState`,
    stateMachineName: "TestState",
    type: "EXPRESS",
  };
}
