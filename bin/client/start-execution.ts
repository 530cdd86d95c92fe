import { randomUUID } from "node:crypto";
import { writeDocument } from "../../lib/data/document.ts";
import { type ExecutionInputOptions, readExecutionInput } from "../commands/execution-input.ts";
import { Progress } from "../terminal/progress.ts";
import { clientFrom } from "./client-from.ts";
import type { EndpointOptions } from "./connection.ts";
import { answerJson } from "./describe-text.ts";
import { reportEnded, waitFor } from "./execution-reports.ts";
import { findStateMachine, typeOf } from "./names.ts";
import type { ExecutionDescription, StartRequest } from "./operations.ts";
import type { StepFunctionsClient } from "./step-functions-client.ts";

export interface StartOptions extends EndpointOptions, ExecutionInputOptions {
  readonly name?: string;
  readonly wait?: boolean;
  readonly json?: boolean;
}

/** Starts an execution; prints its ARN, or how it ended. */
export async function startExecution(machine: string, options: StartOptions): Promise<void> {
  const input = writeDocument(readExecutionInput(options));
  const client = clientFrom(options);
  const found = await findStateMachine(client, machine);
  const { stateMachineArn } = found;
  const request = { stateMachineArn, name: options.name ?? randomUUID(), input };
  if (options.wait && (await typeOf(client, found)) === "EXPRESS") {
    reportEnded(await startSync(client, request), options);
    return;
  }
  const started = await client.call("StartExecution", request);
  if (options.wait) await waitFor(client, started, options);
  else console.log(options.json ? answerJson(started) : started.executionArn);
}

/** Of an Express execution nothing is told but its end. */
async function startSync(
  client: StepFunctionsClient,
  request: StartRequest,
): Promise<ExecutionDescription> {
  const progress = new Progress();
  progress.say(() => "an Express execution runs");
  try {
    return await client.call("StartSyncExecution", request);
  } finally {
    progress.end();
  }
}
