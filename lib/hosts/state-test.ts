import {
  type InspectionErrorDetails,
  type MockInput,
  type TestStateConfiguration,
  type TestStateRequest,
  type TestStateResponse,
  testState,
} from "../api/test-state.ts";
import type { RunTask } from "../core/command.ts";
import type { ExecutionInfo } from "../core/snapshot.ts";
import { readDocument, writeDocument } from "../data/document.ts";
import type { TaskOutcome } from "../engine/journal-port.ts";
import { jsonFromPlain, plainFromJson } from "../integrations/plain-json.ts";
import type { StateMachineDefinition } from "../language/state-machine.ts";
import type { Tasks } from "../testing/task-table.ts";
import { HarnessInvoker } from "./harness-invoker.ts";
import type { World } from "./harness-world.ts";

/** One state of a machine, and all that it meets. Values are plain: no JSON texts. */
export interface StateTestOptions {
  /** A state of the machine, also inside a Parallel or Map. */
  readonly stateName: string;
  /** @default {} */
  readonly input?: unknown;
  /** What the state's work answers. A Task without a mock calls its handler. */
  readonly mock?: StateMock | undefined;
  /** By name. */
  readonly variables?: object | undefined;
  /** The Context Object. @default that of an execution which has just come to the state */
  readonly context?: object | undefined;
  readonly stateConfiguration?: TestStateConfiguration | undefined;
  /** Handlers, beside the machine's own. */
  readonly tasks?: Tasks | undefined;
  /** When the state is entered. @default 2026-01-01T00:00:00Z */
  readonly at?: string | number | Date | undefined;
  /** Of all randomness. @default 0 */
  readonly seed?: number | undefined;
}

/**
 * A result, checked against the service's API model where that is one of the models that we have,
 * or an error.
 */
export type StateMock =
  | {
      readonly result: unknown;
      /** @default "STRICT" */
      readonly fieldValidationMode?: MockInput["fieldValidationMode"];
    }
  | { readonly error: string; readonly cause?: string | undefined };

export interface StateTestResult {
  readonly status: TestStateResponse["status"];
  readonly output: unknown;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly nextState: string | undefined;
  /** The way that data took through the state. */
  readonly inspection: StateInspection;
}

/** TestState's inspectionData with its JSON texts read. */
export interface StateInspection {
  readonly input?: unknown;
  readonly afterArguments?: unknown;
  readonly afterInputPath?: unknown;
  readonly afterParameters?: unknown;
  readonly result?: unknown;
  readonly afterResultSelector?: unknown;
  readonly afterResultPath?: unknown;
  readonly afterItemsPath?: unknown;
  readonly afterItemsPointer?: unknown;
  readonly afterItemSelector?: unknown;
  readonly afterItemBatcher?: unknown;
  readonly variables?: unknown;
  readonly maxConcurrency?: number;
  readonly toleratedFailureCount?: number;
  readonly toleratedFailurePercentage?: number;
  readonly errorDetails?: InspectionErrorDetails;
}

/** What a test of one state needs of its machine. */
export interface TestedMachine {
  readonly definition: StateMachineDefinition;
  readonly roleArn: string;
  /** Has the handlers of the machine's Tasks. */
  readonly world: World;
}

/** Runs one state as AWS's TestState does. Throws ApiError with AWS's words for a bad test. */
export async function runStateTest(
  { definition, roleArn, world }: TestedMachine,
  options: StateTestOptions,
): Promise<StateTestResult> {
  const { stateName, input, mock, variables, context, stateConfiguration } = options;
  const request: TestStateRequest = {
    definition: text(definition),
    stateName,
    roleArn,
    inspectionLevel: "TRACE",
    ...(input !== undefined && { input: text(input) }),
    ...(variables !== undefined && { variables: text(variables) }),
    ...(context !== undefined && { context: text(context) }),
    ...(mock !== undefined && { mock: mockInput(mock) }),
    stateConfiguration,
  };
  const response = await testState(request, {
    at: world.clock.now(),
    seed: world.clock.seed(),
    strict: false,
    runTask: (task, execution) => callHandler(world, execution, { ...task, stateName }),
  });
  const { status, output, error, cause, nextState, inspectionData = {} } = response;
  const inspection = Object.entries(inspectionData).map(([name, value]) => {
    return [name, typeof value === "string" ? plain(value) : value] as const;
  });
  return {
    status,
    output: output === undefined ? undefined : plain(output),
    error,
    cause,
    nextState,
    inspection: Object.fromEntries(inspection),
  };
}

function mockInput(mock: StateMock): MockInput {
  if ("error" in mock) return { errorOutput: mock };
  const { result, fieldValidationMode } = mock;
  return { result: text(result), fieldValidationMode };
}

async function callHandler(
  world: World,
  execution: ExecutionInfo,
  task: RunTask,
): Promise<TaskOutcome> {
  const { engine } = world;
  const invoker = new HarnessInvoker({
    engine,
    interactive: false,
    sourceOf: (name) => world.sourceOf(name),
    // Nothing else runs: a handler that sleeps wakes at once.
    services: () => ({ ...world.services(), sleep: () => Promise.resolve() }),
  });
  const reply = await invoker.invoke({
    execution,
    incarnation: 0,
    task,
    at: world.clock.now(),
  });
  if (reply.type === "succeeded") return { type: "succeeded", output: reply.output };
  const { error, cause } = { error: "States.Timeout", cause: undefined, ...reply };
  return { type: "failed", error, cause };
}

function text(value: unknown): string {
  return writeDocument(jsonFromPlain(value));
}

function plain(json: string): unknown {
  return plainFromJson(readDocument(json));
}
