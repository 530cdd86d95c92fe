import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import { DocumentError, readDocument, writeDocument } from "../data/document.ts";
import type { Engine } from "../engine/engine.ts";
import type { ParentAttempt } from "../engine/journal-port.ts";
import type { TaskReply, TaskRequest } from "../engine/ports.ts";
import { startExecution } from "../engine/start-execution.ts";
import {
  findStartTarget,
  type Startable,
  type StartTarget,
  startable,
} from "../engine/startable.ts";
import { isJsonObject, type JsonObject, type JsonValue, ownValue } from "../language/json.ts";
import type { IntegrationPattern } from "../language/resource.ts";
import { sdkMetadata } from "./sdk-answer.ts";
import { requestId } from "./task-context.ts";

/**
 * `arn:aws:states:::states:startExecution`, `.sync`, `.sync:2` and `.waitForTaskToken`: a nested
 * execution. Undefined: there is no such state machine here, so somebody else may stand for it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export function startNested(
  engine: Engine,
  request: TaskRequest,
  pattern: IntegrationPattern,
): MaybePromise<TaskReply | undefined> {
  const { parameters } = request.task;
  if (!isJsonObject(parameters)) return undefined;
  const stateMachineArn = ownValue(parameters, "StateMachineArn");
  if (typeof stateMachineArn !== "string") return undefined;
  const target = findStartTarget(
    engine.ports.definitions,
    stateMachineArn,
    engine.ports.clock.seed(),
  );
  return whenDone(compiled(engine, target), (stateMachine) => {
    if (stateMachine === undefined) return undefined;
    const name = ownValue(parameters, "Name");
    const input = childInput(ownValue(parameters, "Input"));
    if (input === undefined) return invalidInput(request);
    const started = startExecution(engine, stateMachine, {
      name: typeof name === "string" ? name : undefined,
      input,
      parent: parentOf(request, pattern),
    });
    return whenDone(started, (driver): MaybePromise<TaskReply> => {
      if (driver === undefined) return alreadyExists(request, name);
      const reply = { type: replyTypes[pattern], output: answer(request, driver.executionArn) };
      return whenDone(engine.ports.wakeQueue.send(driver.executionArn), () => reply);
    });
  });
}

function compiled(
  engine: Engine,
  target: MaybePromise<StartTarget | undefined>,
): MaybePromise<Startable | undefined> {
  return whenDone(target, (found) => found && startable(engine.machines, found));
}

const replyTypes = {
  requestResponse: "succeeded",
  sync: "submitted",
  "sync:2": "submitted",
  waitForTaskToken: "submitted",
} as const;

/** Observed on AWS: a text is taken as JSON, and null as no input. */
function childInput(input: JsonValue | undefined): JsonValue | undefined {
  if (typeof input !== "string") return input ?? {};
  try {
    return readDocument(input);
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}

function parentOf(request: TaskRequest, pattern: IntegrationPattern): ParentAttempt | undefined {
  if (pattern !== "sync" && pattern !== "sync:2") return undefined;
  const { executionArn } = request.execution;
  return {
    executionArn,
    incarnation: request.incarnation,
    attempt: request.task.attempt,
    parsed: pattern === "sync:2",
  };
}

function answer(request: TaskRequest, executionArn: string): JsonObject {
  const body = { ExecutionArn: executionArn, StartDate: request.at };
  const metadata = sdkMetadata({
    requestId: requestId(request),
    at: request.at,
    contentLength: Buffer.byteLength(writeDocument(body)),
    contentType: "application/x-amz-json-1.0",
  });
  return { ExecutionArn: executionArn, ...metadata, StartDate: request.at };
}

/** StartExecution of a state machine that is nowhere. */
export function stateMachineMissing(request: TaskRequest): TaskReply {
  const { parameters } = request.task;
  const arn = isJsonObject(parameters) ? ownValue(parameters, "StateMachineArn") : undefined;
  const text = typeof arn === "string" ? arn : "";
  return refusal(request, "StateMachineDoesNotExist", `State Machine Does Not Exist: '${text}'`);
}

function alreadyExists(request: TaskRequest, name: JsonValue | undefined): TaskReply {
  const text = typeof name === "string" ? name : "";
  return refusal(request, "ExecutionAlreadyExists", `Execution Already Exists: '${text}'`);
}

function invalidInput(request: TaskRequest): TaskReply {
  return refusal(request, "InvalidExecutionInput", "Invalid State Machine Execution Input");
}

/** Observed on AWS: how the optimised integration words what the service refuses. */
function refusal(request: TaskRequest, code: string, message: string): TaskReply {
  const details = `Service: AWSStepFunctions; Status Code: 400; Error Code: ${code}; Request ID: ${requestId(request)}; Proxy: null`;
  return {
    type: "failed",
    error: `StepFunctions.${code}Exception`,
    cause: `${message} (${details})`,
  };
}
