import { setTimeout } from "node:timers/promises";
import { readDocument, writeDocument } from "../data/document.ts";
import { type JsonObject, type JsonValue, ownValue } from "../language/json.ts";
import { nestedName } from "./nested-name.ts";
import { optimisedCall, withMetadata } from "./sdk/optimised-call.ts";
import type { SdkAnswer } from "./sdk/sdk-caller.ts";
import { FinishedJob, type ServiceCall } from "./service-integration.ts";
import { TaskError } from "./task-handler.ts";

const target = {
  sdkService: "sfn",
  prefix: "StepFunctions",
  service: "AWSStepFunctions",
  exception: "AWSStepFunctionsException",
  naming: "java",
} as const;

/**
 * Starts an execution at another endpoint of Step Functions. `.sync` asks there until it has ended,
 * and stops it when its end is no longer wanted.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export async function startElsewhere(call: ServiceCall): Promise<JsonValue | FinishedJob> {
  const { resource } = call;
  const started = await start(call);
  const submitted = withDatesInMs(withMetadata(started, call));
  if (resource.pattern !== "sync" && resource.pattern !== "sync:2") return submitted;
  const executionArn = ownValue(started.output, "ExecutionArn") ?? "";
  const parameter = { ExecutionArn: executionArn };
  const stop = (): void => void stopExecution(call, parameter);
  call.signal.addEventListener("abort", stop, { once: true });
  if (call.signal.aborted) stop();
  try {
    const description = await ended(call, parameter);
    return new FinishedJob(submitted, outcomeOf(description, resource.pattern === "sync:2"));
  } catch (error) {
    return new FinishedJob(submitted, failureOf(error));
  } finally {
    call.signal.removeEventListener("abort", stop);
  }
}

/** By default the name follows from the attempt, so that a repeat after a crash starts no other. */
async function start(call: ServiceCall): Promise<SdkAnswer> {
  const { execution, incarnation, task } = call.request;
  const { executionArn } = execution;
  const { Name: given, Input, ...rest } = call.parameters;
  const Name = given ?? nestedName(call.services.engine, executionArn, incarnation, task.attempt);
  const parameters = { ...rest, Name, Input: inputText(Input) };
  try {
    return await optimisedCall({ ...call, parameters }, target);
  } catch (error) {
    const isThere = error instanceof TaskError && error.error === alreadyExists;
    if (given !== undefined || !isThere) throw error;
    const [machine = ""] = /^(?:[^:]*:){6}[^:]*/.exec(String(rest.StateMachineArn)) ?? [];
    const ExecutionArn = `${machine.replace(":stateMachine:", ":execution:")}:${Name}`;
    const description = { ...call, action: "describeExecution", parameters: { ExecutionArn } };
    const answer = await optimisedCall(description, target);
    const { StartDate = null } = answer.output;
    return { ...answer, output: { ExecutionArn, StartDate } };
  }
}

const alreadyExists = "StepFunctions.ExecutionAlreadyExistsException";

/** Observed on AWS: a text is taken as JSON, and null as no input. */
function inputText(input: JsonValue | undefined): string {
  return typeof input === "string" ? input : writeDocument(input ?? {});
}

const firstDelayMs = 50;
const delayMsMax = 5_000;
/** So many questions in a row may fail before the end counts as unknown. */
const failuresMax = 10;

/** There is no other way to hear of the end than to ask. */
async function ended(call: ServiceCall, parameters: JsonObject): Promise<JsonObject> {
  const description = { ...call, action: "describeExecution", parameters };
  let failures = 0;
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(2 * delayMs, delayMsMax)) {
    try {
      const { output } = await optimisedCall(description, target);
      if (output.Status !== "RUNNING" && output.Status !== "PENDING_REDRIVE") return output;
      failures = 0;
    } catch (error) {
      failures++;
      if (call.signal.aborted || failures === failuresMax) throw error;
    }
    await setTimeout(delayMs, undefined, { signal: call.signal });
  }
}

function outcomeOf(description: JsonObject, isParsed: boolean): FinishedJob["outcome"] {
  const { Input, Output, ...rest } = withDatesInMs(description);
  const output = {
    ...rest,
    ...(Input !== undefined && { Input: isParsed ? parsed(Input) : Input }),
    ...(Output !== undefined && { Output: isParsed ? parsed(Output) : Output }),
  };
  if (rest.Status === "SUCCEEDED") return { type: "succeeded", output };
  return { type: "failed", error: "States.TaskFailed", cause: writeDocument(output) };
}

/** The end is unknown, or nobody wants to know it. */
function failureOf(error: unknown): FinishedJob["outcome"] {
  if (error instanceof TaskError) return { type: "failed", error: error.error, cause: error.cause };
  const isAbort = error instanceof Error && error.name === "AbortError";
  if (!isAbort) throw error;
  return { type: "failed", error: "States.TaskFailed", cause: "the Task was cancelled" };
}

async function stopExecution(call: ServiceCall, parameters: JsonObject): Promise<void> {
  const { signal } = new AbortController();
  const stop = { ...call, action: "stopExecution", parameters, signal };
  // It may have ended meanwhile; nobody waits for the answer.
  await optimisedCall(stop, target).catch(() => undefined);
}

/** Step Functions gives instants of its own API in ms. */
function withDatesInMs(description: JsonObject): JsonObject {
  const dates = ["StartDate", "StopDate", "RedriveDate"].flatMap((key) => {
    const date = ownValue(description, key);
    return typeof date === "string" ? [[key, Date.parse(date)] as const] : [];
  });
  return { ...description, ...Object.fromEntries(dates) };
}

function parsed(text: JsonValue): JsonValue {
  return typeof text === "string" ? readDocument(text) : text;
}
