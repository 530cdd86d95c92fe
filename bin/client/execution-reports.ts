import { randomUUID } from "node:crypto";
import { painterFor } from "../terminal/colours.ts";
import { clientFrom } from "./client-from.ts";
import type { EndpointOptions } from "./connection.ts";
import { answerJson, describeText, isoInstant } from "./describe-text.ts";
import { findExecutionArn } from "./names.ts";
import type { ExecutionDescription } from "./operations.ts";
import type { StepFunctionsClient } from "./step-functions-client.ts";
import { watchExecution } from "./watch-execution.ts";

interface ReportOptions extends EndpointOptions {
  readonly json?: boolean;
}

export interface WaitOptions extends ReportOptions {
  readonly wait?: boolean;
}

/** Prints what the API tells of an execution; with `wait`, once it has ended. */
export async function describeExecution(given: string, options: WaitOptions): Promise<void> {
  const client = clientFrom(options);
  const executionArn = await findExecutionArn(client, given);
  const execution = await client.call("DescribeExecution", { executionArn });
  if (options.wait && execution.stopDate === undefined) {
    await waitFor(client, { executionArn }, options);
  } else if (options.wait) reportEnded(execution, options);
  else print(execution, options);
}

export interface StopOptions extends ReportOptions {
  readonly error?: string;
  readonly cause?: string;
}

/** Stops an execution; says so if it had ended before. */
export async function stopExecution(given: string, options: StopOptions): Promise<void> {
  const client = clientFrom(options);
  const executionArn = await findExecutionArn(client, given);
  const { error, cause } = options;
  const answer = await client.call("StopExecution", { executionArn, error, cause });
  if (options.json) {
    console.log(answerJson(answer));
    return;
  }
  const { status } = await client.call("DescribeExecution", { executionArn });
  const had = status === "ABORTED" || status === "RUNNING" ? "stopped" : `had ended: ${status},`;
  console.log(`${had} ${isoInstant(answer.stopDate)}`);
}

/** Redrives an execution; with `wait`, shows how it goes on and prints how it ended. */
export async function redriveExecution(given: string, options: WaitOptions): Promise<void> {
  const client = clientFrom(options);
  const executionArn = await findExecutionArn(client, given);
  const { redriveCount = 0 } = await client.call("DescribeExecution", { executionArn });
  const request = { executionArn, clientToken: randomUUID() };
  const answer = await client.call("RedriveExecution", request);
  if (options.wait) await waitFor(client, { executionArn }, options, redriveCount + 1);
  else if (options.json) console.log(answerJson(answer));
  else console.log(`redriven ${isoInstant(answer.redriveDate)}`);
}

/** Shows how an execution goes on until it has ended, then prints how. */
export async function waitFor(
  client: StepFunctionsClient,
  { executionArn }: { readonly executionArn: string },
  options: ReportOptions,
  redrives = 0,
): Promise<void> {
  await watchExecution(client, { executionArn, redrives });
  reportEnded(await client.call("DescribeExecution", { executionArn }), options);
}

/** Prints how an execution ended; the exit code says whether it succeeded. */
export function reportEnded(execution: ExecutionDescription, options: ReportOptions): void {
  print(execution, options);
  if (execution.status !== "SUCCEEDED") process.exitCode = 1;
}

function print(execution: ExecutionDescription, { json }: ReportOptions): void {
  console.log(
    json ? answerJson(execution, 2) : describeText(execution, painterFor(process.stdout)),
  );
}
