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
import { StateMachine } from "../../lib/hosts/state-machine.ts";
import type { ExecutionHistoryEvent } from "../../lib/testing/execution-view.ts";
import { type Machine, machines, type Places } from "./machines.ts";
import type { Clients, Scenario } from "./scenarios.ts";
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
  const execution = await machine.start(scenario.input, {
    name: "scenario",
    machines: others,
    tasks: countingTasks(),
    s3: { "shop/customers.csv": customers },
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

/** On the deployed runtime. */
export async function runThere(
  scenario: Scenario,
  clients: Clients,
  places: Places,
  name: string,
): Promise<Ended> {
  const { stepFunctions } = clients;
  const arn = stateMachineArn(scenario.machine);
  const input = JSON.stringify(scenario.input);
  if (machineOf(scenario.machine).type === "EXPRESS") {
    const start = new StartSyncExecutionCommand({ stateMachineArn: arn, name, input });
    const { status = "", output, error } = await stepFunctions.send(start);
    return { status, output: parsed(output), error, history: [] };
  }
  const start = new StartExecutionCommand({ stateMachineArn: arn, name, input });
  const { executionArn = "" } = await stepFunctions.send(start);
  await scenario.there?.(clients, places);
  let described = await ended(stepFunctions, executionArn);
  if (scenario.isRedriven) {
    await stepFunctions.send(new RedriveExecutionCommand({ executionArn }));
    described = await ended(stepFunctions, executionArn);
  }
  const { status = "", output, error } = described;
  const history = await historyOf(stepFunctions, executionArn);
  return { status, output: parsed(output), error, history };
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
  const { type, definition } = machineOf(name);
  return new StateMachine(definition(places), {
    name,
    type,
    stateMachineArn: stateMachineArn(name),
  });
}

function machineOf(name: string): Machine {
  const found = machines.find((machine) => machine.name === name);
  if (found === undefined) throw new Error(`there is no machine ${name}`);
  return found;
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

/** What the distributed Map reads, on either side. */
export const customers = [
  "id,name,city",
  "1,Ada,London",
  "2,Grace,New York",
  "3,Edsger,Rotterdam",
  "4,Barbara,Boston",
  "5,Niklaus,Winterthur",
].join("\n");

function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}
