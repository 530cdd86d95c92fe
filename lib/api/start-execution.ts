import { writeDocument } from "../data/document.ts";
import { awsLimits } from "../data/limits.ts";
import type { ExecutionMeta } from "../engine/journal-port.ts";
import { executionInfo, startExecution as start } from "../engine/start-execution.ts";
import { findStartTarget, type Startable, startable } from "../engine/startable.ts";
import { stopIfDeleted } from "../engine/stop-if-deleted.ts";
import type { JsonValue } from "../language/json.ts";
import type { StateMachineType } from "../language/state-machine.ts";
import { quotaExceeded } from "./account-quotas.ts";
import type { ApiContext, Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { readArn } from "./arn.ts";
import { readJsonText } from "./read-json-text.ts";
import { checkName } from "./resource-name.ts";
import {
  ownerOf,
  seconds,
  stateMachineDeleting,
  stateMachineDoesNotExist,
} from "./state-machine-record.ts";

export interface StartExecutionRequest {
  /** Of a state machine, a version or an alias. `#case` behind it chooses mocks. */
  readonly stateMachineArn: string;
  readonly name?: string;
  /** JSON text. Default: `{}`. */
  readonly input?: string;
  readonly traceHeader?: string;
}

interface Response {
  readonly executionArn: string;
  readonly startDate: number;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
export const startExecution: Operation<StartExecutionRequest, Response> = async (
  context,
  request,
) => {
  const { info, startedMs } = await begin(context, request);
  return { executionArn: info.executionArn, startDate: seconds(startedMs) };
};

export interface BeginOptions {
  /** The only type of state machines that can be started so. */
  readonly type?: StateMachineType;
  readonly synchronous?: boolean;
}

/** Records the execution and has it driven. */
export async function begin(
  context: ApiContext,
  request: StartExecutionRequest,
  { type, synchronous }: BeginOptions = {},
): Promise<ExecutionMeta> {
  const [stateMachineArn = "", testCase] = request.stateMachineArn.split("#");
  const { name, traceHeader } = request;
  checkName(name);
  const stateMachine = await findStartable(context, stateMachineArn);
  if (type !== undefined && stateMachine.type !== type) throw typeNotSupported();
  const input = readInput(context, request.input);
  if (stateMachine.type === "STANDARD") await admitExecution(context, stateMachine, name);
  const driver = await start(context.engine, stateMachine, {
    name,
    input,
    synchronous,
    traceHeader,
    testCase,
  });
  if (driver === undefined) return sameExecution(context, stateMachine, name ?? "", input);
  const { executionArn, meta } = driver;
  if (await stopIfDeleted(context.engine, stateMachine, executionArn)) {
    await context.told();
    throw stateMachineDeleting(stateMachine.stateMachineArn);
  }
  await context.started({ executionArn, meta, stateMachineName: stateMachine.name, testCase });
  return meta;
}

/** Throws ExecutionLimitExceeded; not where the execution is there already. */
async function admitExecution(
  context: ApiContext,
  stateMachine: Startable,
  name: string | undefined,
): Promise<void> {
  const { quotas, engine } = context;
  if (quotas === undefined) return;
  const owner = ownerOf(context);
  if (await quotas.isFullOfExecutions(owner)) {
    const { executionArn } = executionInfo(stateMachine, name ?? "", "");
    const there = name === undefined ? undefined : await engine.head(executionArn);
    if (there === undefined) throw quotaExceeded("ExecutionLimitExceeded");
  }
  quotas.opened(owner);
}

/** The version that an alias means this time is chosen here. */
async function findStartable({ engine }: ApiContext, stateMachineArn: string): Promise<Startable> {
  readArn(stateMachineArn, "stateMachine");
  const { definitions, clock } = engine.ports;
  const target = await findStartTarget(definitions, stateMachineArn, clock.seed());
  if (target === undefined) throw stateMachineDoesNotExist(stateMachineArn);
  const { stateMachine } = target;
  if (stateMachine.status === "DELETING") throw stateMachineDeleting(stateMachine.arn);
  return startable(engine.machines, target);
}

/** Starting a running execution again with the same input is answered as the first time. */
async function sameExecution(
  { engine }: ApiContext,
  stateMachine: Startable,
  name: string,
  input: JsonValue,
): Promise<ExecutionMeta> {
  const { executionArn } = executionInfo(stateMachine, name, "");
  const there = await engine.head(executionArn);
  const isRunning = (there?.snapshot?.status ?? "RUNNING") === "RUNNING";
  if (there !== undefined && isRunning && isEqual(there.meta.input, input)) {
    // The first wake-up may have been lost.
    await engine.ports.wakeQueue.send(executionArn);
    return there.meta;
  }
  const message = `Execution Already Exists: '${executionArn}'`;
  throw new ApiError("ExecutionAlreadyExists", message);
}

function isEqual(left: JsonValue, right: JsonValue): boolean {
  return writeDocument(left) === writeDocument(right);
}

export function typeNotSupported(): ApiError {
  const message = "This operation is not supported by this type of state machine";
  return new ApiError("StateMachineTypeNotSupported", message);
}

function readInput({ engine }: ApiContext, text = "{}"): JsonValue {
  const { payloadBytesMax } = engine.options.limits ?? awsLimits;
  if (Buffer.byteLength(text) > payloadBytesMax) {
    throw invalidInput(`The input has more than ${payloadBytesMax} bytes.`);
  }
  return readJsonText(text, (problem = "Invalid execution input.") => invalidInput(problem));
}

function invalidInput(problem: string): ApiError {
  const message = `Invalid State Machine Execution Input: '${problem}'`;
  return new ApiError("InvalidExecutionInput", message);
}
