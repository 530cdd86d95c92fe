import type { AttemptId } from "../core/command.ts";
import type { DetailsByEventType, HistoryEvent } from "../core/history-event.ts";
import { type MaybePromise, attempt as orElse, whenDone } from "../core/maybe-promise.ts";
import { DocumentError, readDocument, writeDocument } from "../data/document.ts";
import { KeyFailure } from "../engine/encryption.ts";
import type { Engine } from "../engine/engine.ts";
import type { ExecutionMeta, ParentAttempt } from "../engine/journal-port.ts";
import type { TaskRequest } from "../engine/ports.ts";
import { executionInfo, startExecution } from "../engine/start-execution.ts";
import { findStartTarget, type Startable, startable } from "../engine/startable.ts";
import { stopIfDeleted } from "../engine/stop-if-deleted.ts";
import type { TaskReply } from "../engine/task-reply.ts";
import { isJsonObject, type JsonObject, type JsonValue, ownValue } from "../language/json.ts";
import type { IntegrationPattern } from "../language/resource.ts";
import { isResourceName } from "../language/resource-name.ts";
import { nestedName } from "./nested-name.ts";
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
  return whenDone(target, (found): MaybePromise<TaskReply | undefined> => {
    if (found === undefined) return undefined;
    const { arn, status } = found.stateMachine;
    if (status === "DELETING") return deleting(request, arn);
    return (
      nameRefusal(engine, request) ??
      orElse(
        () =>
          whenDone(startable(engine.machines, found), (stateMachine) =>
            startChild(engine, request, pattern, stateMachine),
          ),
        (error) => refusedKey(request, error),
      )
    );
  });
}

/** The state machine has a KMS key that cannot be used. Throws any other error. */
function refusedKey(request: TaskRequest, error: unknown): TaskReply {
  if (error instanceof KeyFailure) return refusal(request, error.errorType, error.message);
  throw error;
}

function startChild(
  engine: Engine,
  request: TaskRequest,
  pattern: IntegrationPattern,
  stateMachine: Startable,
): MaybePromise<TaskReply> {
  const { parameters } = request.task;
  const input = childInput(isJsonObject(parameters) ? ownValue(parameters, "Input") : undefined);
  if (input === undefined) return invalidInput(request);
  const name = childName(engine, request);
  const parent = parentOf(request, pattern);
  const started = startExecution(engine, stateMachine, { name, input, parent });
  return whenDone(started, (driver): MaybePromise<TaskReply> => {
    const { executionArn } = driver ?? executionInfo(stateMachine, name, "");
    const isOurs = driver !== undefined || isStartedBy(engine, executionArn, parent);
    return whenDone(isOurs, (isOurs) => {
      if (!isOurs) return alreadyExists(request, name);
      return whenDone(stopIfDeleted(engine, stateMachine, executionArn), (isDeleted) => {
        if (isDeleted) return deleting(request, stateMachine.stateMachineArn);
        const reply = { type: replyTypes[pattern], output: answer(request, executionArn) };
        return whenDone(engine.ports.wakeQueue.send(executionArn), () => reply);
      });
    });
  });
}

/** Stops the execution that the attempt of a `.sync` Task has started, if there is one. */
export function stopNested(
  engine: Engine,
  executionArn: string,
  attempt: AttemptId,
): MaybePromise<void> {
  const { journal, clock } = engine.ports;
  return whenDone(journal.events(executionArn, { from: attempt, limit: 1 }), ([event]) => {
    if (event === undefined) return;
    return whenDone(journal.load(executionArn), (own) => {
      const childArn = own && childArnOf(engine, own.meta, event);
      if (childArn === undefined) return;
      return whenDone(journal.load(childArn), (child) => {
        const { parent } = child?.meta ?? {};
        if (parent?.executionArn !== executionArn || parent.attempt !== attempt) return;
        return engine.tell(childArn, { type: "abort", at: clock.now(), seed: clock.seed() });
      });
    });
  });
}

function childArnOf(
  engine: Engine,
  { info: { executionArn }, incarnation }: ExecutionMeta,
  { type, id, details }: HistoryEvent,
): string | undefined {
  if (type !== "TaskScheduled" || details === undefined) return undefined;
  const { resourceType, resource, parameters } = details as DetailsByEventType["TaskScheduled"];
  if (resourceType !== "states" || !resource.startsWith("startExecution.sync")) return undefined;
  if (!isJsonObject(parameters)) return undefined;
  const stateMachineArn = ownValue(parameters, "StateMachineArn");
  if (typeof stateMachineArn !== "string") return undefined;
  // A version or alias stands behind the name.
  const machine = stateMachineArn.split(":").slice(0, 7).join(":");
  const name = ownValue(parameters, "Name");
  const given = typeof name === "string" ? name : nestedName(engine, executionArn, incarnation, id);
  return `${machine.replace(":stateMachine:", ":execution:")}:${given}`;
}

function childName(engine: Engine, { execution, incarnation, task }: TaskRequest): string {
  const name = isJsonObject(task.parameters) ? ownValue(task.parameters, "Name") : undefined;
  if (typeof name === "string") return name;
  return nestedName(engine, execution.executionArn, incarnation, task.attempt);
}

/** Is the execution that is there the one that this very attempt has started? */
function isStartedBy(
  engine: Engine,
  executionArn: string,
  parent: ParentAttempt,
): MaybePromise<boolean> {
  return whenDone(engine.ports.journal.load(executionArn), (head) => {
    const there = head?.meta.parent;
    return (
      there?.executionArn === parent.executionArn &&
      there.incarnation === parent.incarnation &&
      there.attempt === parent.attempt
    );
  });
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

const awaited = { requestResponse: undefined, sync: "texts", "sync:2": "json" } as const;

function parentOf(request: TaskRequest, pattern: IntegrationPattern): ParentAttempt {
  const { executionArn } = request.execution;
  return {
    executionArn,
    incarnation: request.incarnation,
    attempt: request.task.attempt,
    awaits: pattern === "waitForTaskToken" ? undefined : awaited[pattern],
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

function deleting(request: TaskRequest, arn: string): TaskReply {
  return refusal(request, "StateMachineDeleting", `State Machine is being deleted: '${arn}'`);
}

function alreadyExists(request: TaskRequest, name: string): TaskReply {
  return refusal(request, "ExecutionAlreadyExists", `Execution Already Exists: '${name}'`);
}

/** Undefined: an execution may have the name. */
function nameRefusal(engine: Engine, request: TaskRequest): TaskReply | undefined {
  const name = childName(engine, request);
  if (name.length > nameLengthMax) {
    const fault = `Value '${name}' at 'name' failed to satisfy constraint: Member must have length less than or equal to ${nameLengthMax}`;
    return refusal(request, "ValidationException", `1 validation error detected: ${fault}`);
  }
  if (isResourceName(name)) return undefined;
  return refusal(request, "InvalidName", `Invalid Name: '${name}'`);
}

const nameLengthMax = 80;

function invalidInput(request: TaskRequest): TaskReply {
  return refusal(request, "InvalidExecutionInput", "Invalid State Machine Execution Input");
}

/** Observed on AWS: how the optimised integration words what the service refuses. */
function refusal(request: TaskRequest, code: string, message: string): TaskReply {
  const details = `Service: AWSStepFunctions; Status Code: 400; Error Code: ${code}; Request ID: ${requestId(request)}; Proxy: null`;
  return {
    type: "failed",
    error: `StepFunctions.${code.replace(/Exception$/, "")}Exception`,
    cause: `${message} (${details})`,
  };
}
