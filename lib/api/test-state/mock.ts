import type { TaskOutcome } from "../../engine/journal-port.ts";
import { isJsonArray, isJsonObject, type JsonValue } from "../../language/json.ts";
import { parseResource } from "../../language/resource.ts";
import type { MapState, ParallelState, State, StateType } from "../../language/state-machine.ts";
import { ApiError } from "../api-error.ts";
import { mockedOperation } from "./mocked-operation.ts";
import { readJson } from "./read-json.ts";
import type { MockInput, TestStateRequest } from "./request.ts";
import { loadResultShape } from "./service-shapes.ts";
import { type FieldValidationMode, shapeFault } from "./shape-check.ts";

/**
 * Reads the mock: what the state's work answers; undefined where none is given. Throws AWS's
 * refusal where the state needs one, takes none, or the mock cannot be what its work answers.
 */
export async function readMock(
  request: TestStateRequest,
  state: State,
): Promise<TaskOutcome | undefined> {
  const { mock } = request;
  if (mock === undefined) {
    checkWithoutMock(request, state);
    return undefined;
  }
  checkMockFields(request, mock, state);
  if (mock.errorOutput !== undefined) return { type: "failed", ...mock.errorOutput };
  const output = readJson(mock.result ?? "", () => invalid("Mocked result must be valid JSON"));
  const mode = mock.fieldValidationMode ?? "STRICT";
  const check = resultChecks[state.Type] as ResultCheck<State>;
  await check(state, output, mode);
  checkFailureCount(request, output);
  return { type: "succeeded", output };
}

const unmockable: ReadonlySet<StateType> = new Set(["Pass", "Succeed", "Fail", "Choice", "Wait"]);

function checkWithoutMock(request: TestStateRequest, state: State): void {
  const { roleArn, context, stateConfiguration } = request;
  if (stateConfiguration?.mapIterationFailureCount !== undefined) {
    throw invalid("Map iteration failure count can only be specified when a mock is specified");
  }
  if (state.Type === "Map" || state.Type === "Parallel") {
    throw new ApiError(
      "InvalidDefinition",
      "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]",
    );
  }
  if (context !== undefined) {
    throw invalid("Context object can only be specified when a mock is specified");
  }
  if (state.Type !== "Task") return;
  const resource = parseResource(state.Resource);
  if (resource.kind === "activity") {
    throw invalid("Activity tasks are only supported when a mock is specified");
  }
  if (resource.kind === "service" && resource.pattern !== "requestResponse") {
    throw invalid(
      "'.sync' and '.waitForTaskToken' service integration patterns are only supported when a mock is specified",
    );
  }
  if (roleArn === undefined) throw invalid("RoleArn must be specified when testing a Task state");
}

function checkMockFields(request: TestStateRequest, mock: MockInput, state: State): void {
  if (unmockable.has(state.Type)) {
    throw invalid(`State type '${state.Type}' is not supported when a mock is specified`);
  }
  if (request.revealSecrets === true) {
    throw invalid("TestState does not support RevealSecrets when a mock is specified.");
  }
  const { result, errorOutput } = mock;
  if ((result === undefined) === (errorOutput === undefined)) {
    throw invalid(
      "A test mock should have only one of the following fields: [result, errorOutput].",
    );
  }
  if (errorOutput !== undefined && errorOutput.error === undefined) {
    throw invalid("The field 'error' is required when mock.errorOutput is specified");
  }
}

type ResultCheck<S extends State> = (
  state: S,
  result: JsonValue,
  mode: FieldValidationMode,
) => void | Promise<void>;

const acceptAny = (): void => {};

/** What the result must look like, by state type. */
const resultChecks: { readonly [T in StateType]: ResultCheck<Extract<State, { Type: T }>> } = {
  Task: async ({ Resource }, result, mode) => {
    const mocked = mode === "NONE" ? undefined : mockedOperation(parseResource(Resource));
    if (mocked === undefined) return;
    if (!isJsonObject(result)) throw invalid("Mocked result must be a JSON object.");
    const shape = await loadResultShape(mocked.service, mocked.operation);
    const fault = shape && shapeFault(shape, result, mode);
    if (fault !== undefined) throw invalid(`Mock result schema validation error: ${fault}`);
  },
  Map: ({ ResultWriter }: MapState, result) => {
    // A Map that writes its results to S3 answers where they are.
    const written = ResultWriter?.Resource !== undefined;
    if (written && !isJsonObject(result)) throw invalid("Mocked result must be a JSON object.");
    if (!written && !isJsonArray(result)) throw invalid("Mocked result must be an array.");
  },
  Parallel: ({ Branches }: ParallelState, result) => {
    if (!isJsonArray(result)) throw invalid("Mocked result must be an array.");
    if (result.length !== Branches.length) {
      throw invalid(
        "Mocked result must contain the same number of items as number of Parallel branches.",
      );
    }
  },
  Pass: acceptAny,
  Choice: acceptAny,
  Wait: acceptAny,
  Succeed: acceptAny,
  Fail: acceptAny,
};

function checkFailureCount({ stateConfiguration }: TestStateRequest, result: JsonValue): void {
  const failures = stateConfiguration?.mapIterationFailureCount;
  if (failures !== undefined && isJsonArray(result) && failures > result.length) {
    throw tooManyFailures();
  }
}

/** The refusal where more iterations are said to have failed than there are. */
export function tooManyFailures(): ApiError {
  return invalid(
    "Map iteration failure count must be less than or equal to the number of Map iterations",
  );
}

function invalid(message: string): ApiError {
  return new ApiError("ValidationException", message);
}
