import { painterFor } from "../terminal/colours.ts";
import { clientFrom } from "./client-from.ts";
import type { EndpointOptions } from "./connection.ts";
import { answerJson, isoInstant, statusText } from "./describe-text.ts";
import { findStateMachine, listStateMachines } from "./names.ts";
import type { ListedExecution } from "./operations.ts";
import type { StepFunctionsClient } from "./step-functions-client.ts";

export interface ListOptions extends EndpointOptions {
  readonly status?: string;
  /** How many executions at most. */
  readonly limit: number;
  readonly json?: boolean;
}

/** Prints the state machines, or the newest executions of one. */
export async function list(machine: string | undefined, options: ListOptions): Promise<void> {
  const client = clientFrom(options);
  if (machine === undefined) return printStateMachines(client, options);
  const { stateMachineArn } = await findStateMachine(client, machine);
  const paint = painterFor(process.stdout);
  for await (const execution of executionsOf(client, stateMachineArn, options)) {
    const { name, startDate } = execution;
    if (options.json) console.log(answerJson(execution));
    else console.log(`${isoInstant(startDate)}  ${name}  ${statusText(execution, paint)}`);
  }
}

async function printStateMachines(
  client: StepFunctionsClient,
  { json }: ListOptions,
): Promise<void> {
  for await (const machine of listStateMachines(client)) {
    const { creationDate, type, name } = machine;
    console.log(
      json ? answerJson(machine) : `${isoInstant(creationDate)}  ${type.padEnd(8)}  ${name}`,
    );
  }
}

async function* executionsOf(
  client: StepFunctionsClient,
  stateMachineArn: string,
  { status: statusFilter, limit }: ListOptions,
): AsyncGenerator<ListedExecution, void> {
  let nextToken: string | undefined;
  let left = limit;
  do {
    const maxResults = Math.min(left, 1_000);
    const page = { stateMachineArn, statusFilter, maxResults, nextToken };
    const { executions, ...next } = await client.call("ListExecutions", page);
    yield* executions.slice(0, left);
    left -= executions.length;
    nextToken = next.nextToken;
  } while (nextToken !== undefined && left > 0);
}
