import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  type HistoryEvent,
  paginateGetExecutionHistory,
  RedriveExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from "@aws-sdk/client-sfn";
import { tableSchema } from "../../lib/hosts/environment/table-schema.ts";
import { StateMachine } from "../../lib/hosts/state-machine.ts";
import type { ExecutionHistoryEvent } from "../../lib/testing/execution-view.ts";
import { loggedEnd, loggedHistory } from "./logged-history.ts";
import { machineNamed, type Places } from "./machines.ts";
import { objects } from "./objects.ts";
import type { Clients, Scenario } from "./scenario.ts";
import { targets } from "./targets.ts";

/** How an execution ended, and what happened in it. */
export interface Ended {
  readonly status: string;
  readonly output: unknown;
  readonly error: string | undefined;
  readonly history: readonly ExecutionHistoryEvent[];
}

export function stateMachineArn(name: string): string {
  return `arn:aws:states:us-east-1:111122223333:stateMachine:${name}`;
}

/** On the harness, with the same functions in this process. */
export async function runHere(scenario: Scenario, places: Places): Promise<Ended> {
  const machine = harnessOf(scenario.machine, places);
  const others = ["CloseBooks"].map((name) => harnessOf(name, places));
  const inBucket = Object.entries(objects).map(([key, text]) => [`shop/${key}`, text]);
  const execution = await machine.start(scenario.input, {
    name: "scenario",
    machines: others,
    tasks: countingTasks(),
    s3: Object.fromEntries(inBucket),
    ...(scenario.mocks && { mocks: scenario.mocks }),
  });
  await scenario.here?.(execution);
  await execution.finish();
  if (scenario.isRedriven) {
    await execution.redrive();
    await execution.finish();
  }
  const { status, output, error, history } = execution;
  return { status, output, error, history };
}

/** On the deployed runtime, by an execution of this name. */
export async function runThere(
  scenario: Scenario,
  deployed: Deployed,
  name: string,
): Promise<Ended> {
  const { clients, places } = deployed;
  const { stepFunctions } = clients;
  const arn = stateMachineArn(scenario.machine);
  const input = JSON.stringify(scenario.input);
  if (machineNamed(scenario.machine).type === "EXPRESS") {
    return runExpress(scenario, deployed, { stateMachineArn: arn, name, input });
  }
  if (scenario.isNameUsedAgain) await expireOne(deployed, { stateMachineArn: arn, name });
  const start = new StartExecutionCommand({ stateMachineArn: arn, name, input });
  const { executionArn = "" } = await stepFunctions.send(start);
  await scenario.there?.({ clients, places, executionArn });
  let described = await ended(stepFunctions, executionArn);
  if (scenario.isRedriven) {
    await stepFunctions.send(new RedriveExecutionCommand({ executionArn }));
    described = await ended(stepFunctions, executionArn);
  }
  const { status = "", output, error } = described;
  const history = await historyOf(stepFunctions, executionArn);
  return { status, output: parsed(output), error, history };
}

/** What a deploy offers to executions. */
export interface Deployed {
  readonly clients: Clients;
  readonly places: Places;
  /** The runtime's. */
  readonly tableName: string;
}

interface Start {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly input?: string;
}

/** Its history is what it has logged. */
async function runExpress(
  { isOnlyStarted }: Scenario,
  { clients: { stepFunctions, logs } }: Deployed,
  start: Start,
): Promise<Ended> {
  if (isOnlyStarted) {
    const { executionArn = "" } = await stepFunctions.send(new StartExecutionCommand(start));
    return loggedEnd(await loggedHistory(logs, executionArn));
  }
  const answer = await stepFunctions.send(new StartSyncExecutionCommand(start));
  const { status = "", output, error, executionArn = "" } = answer;
  const history = await loggedHistory(logs, executionArn);
  return { status, output: parsed(output), error, history };
}

/** An execution of that name that is no longer kept. DynamoDB itself is days late, if it must. */
async function expireOne({ clients, tableName }: Deployed, start: Start): Promise<void> {
  const { stepFunctions, dynamodb } = clients;
  const { executionArn = "" } = await stepFunctions.send(new StartExecutionCommand(start));
  await ended(stepFunctions, executionArn);
  const expiry = new UpdateItemCommand({
    TableName: tableName,
    Key: { pk: { S: executionArn }, sk: { S: tableSchema.metaKey } },
    UpdateExpression: "SET e = :ms, x = :s",
    ConditionExpression: "attribute_exists(e)",
    ExpressionAttributeValues: { ":ms": { N: "1000" }, ":s": { N: "1" } },
  });
  await dynamodb.send(expiry);
}

/** Waits for the end of an execution. @throws when it takes minutes */
export async function ended(
  stepFunctions: SFNClient,
  executionArn: string,
  millisecondsMax = 240_000,
): Promise<DescribeExecutionCommandOutput> {
  const until = Date.now() + millisecondsMax;
  for (;;) {
    const described = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    if (described.status !== "RUNNING") return described;
    if (Date.now() > until) throw new Error(`${executionArn} has not ended`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

export async function historyOf(
  client: SFNClient,
  executionArn: string,
): Promise<ExecutionHistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client }, { executionArn })) {
    events.push(...(page.events ?? []));
  }
  return events as unknown as ExecutionHistoryEvent[];
}

function harnessOf(name: string, places: Places): StateMachine {
  const { type, definition } = machineNamed(name);
  return new StateMachine(definition(places), {
    name,
    type,
    stateMachineArn: stateMachineArn(name),
  });
}

/** The targets by function name, with how often each was called with the same payload. */
function countingTasks(): { [name: string]: (payload: unknown) => unknown } {
  const calls = new Map<string, number>();
  const counting = Object.entries(targets).map(([name, target]) => [
    name,
    (payload: unknown) => {
      const key = JSON.stringify([name, payload]);
      const before = calls.get(key) ?? 0;
      calls.set(key, before + 1);
      return target(payload as never, before);
    },
  ]);
  return Object.fromEntries(counting);
}

function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}
