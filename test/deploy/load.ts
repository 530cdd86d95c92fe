import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { EmulatedAws } from "../../scripts/emulated-aws.ts";
import { ended, stateMachineArn } from "./run-executions.ts";

export interface LoadOptions {
  readonly executions: number;
  /** Processes of the runtime's functions that are killed while they run. */
  readonly kills: number;
}

/** What came of it. */
export interface LoadResult {
  readonly started: readonly string[];
  readonly killed: number;
  /** By how they ended; RUNNING: not within the time. */
  readonly statuses: { readonly [status: string]: number };
  /** Whose outputs are not what they should be. */
  readonly wrong: readonly string[];
}

/** Starts executions, and kills processes of the runtime while they are under way. */
export async function load(
  aws: EmulatedAws,
  stepFunctions: SFNClient,
  { executions, kills }: LoadOptions,
): Promise<LoadResult> {
  const numbers = Array.from({ length: executions }, (_, number) => number);
  let running = true;
  const killing = kill(aws, kills, () => running);
  const started = await inBatches(numbers, 10, (number) => start(stepFunctions, number));
  const results = await inBatches(started, 20, async (executionArn, number) => {
    const described = await ended(stepFunctions, executionArn, endMsMax).catch(() => undefined);
    const { status = "RUNNING", output = "null" } = described ?? {};
    return { status, isRight: status === "SUCCEEDED" && isRight(JSON.parse(output), number) };
  });
  running = false;
  const statuses: { [status: string]: number } = {};
  for (const { status } of results) statuses[status] = (statuses[status] ?? 0) + 1;
  const wrong = started.filter((_, index) => results[index]?.isRight === false);
  return { started, killed: await killing, statuses, wrong };
}

const endMsMax = 420_000;

async function start(stepFunctions: SFNClient, number: number): Promise<string> {
  const input = JSON.stringify({ number });
  const name = `load-${number}`;
  const command = new StartExecutionCommand({
    stateMachineArn: stateMachineArn("Load"),
    name,
    input,
  });
  // The same start again is no second one: whoever kills may hit the API, too.
  for (let attempt = 0; ; attempt++) {
    try {
      const { executionArn = "" } = await stepFunctions.send(command);
      return executionArn;
    } catch (error) {
      if (attempt === 10) throw error;
      await sleep(500);
    }
  }
}

/** Only the runtime's: what becomes of a Task whose function is killed is for AWS Lambda to say. */
async function kill(aws: EmulatedAws, kills: number, goesOn: () => boolean): Promise<number> {
  let killed = 0;
  for (let turn = 0; killed < kills && goesOn(); turn++) {
    const kind = kinds[turn % kinds.length] ?? "";
    const processes = aws
      .functionProcesses()
      .filter(({ functionName }) => functionName.includes(kind));
    const pid = await busiest(processes.map(({ pid }) => pid));
    if (pid !== undefined) {
      process.kill(pid, "SIGKILL");
      killed++;
    }
    await sleep(500);
  }
  return killed;
}

/** Parts of the functions' names. */
const kinds = ["Interpreter", "Interpreter", "TaskRunner", "Interpreter", "Api"];

/** Of these processes, the one that works most: to kill an idle one shows nothing. */
async function busiest(pids: readonly number[]): Promise<number | undefined> {
  const before = new Map(pids.map((pid) => [pid, ticksOf(pid)]));
  await sleep(200);
  const work = (pid: number): number => ticksOf(pid) - (before.get(pid) ?? 0);
  return pids.toSorted((one, other) => work(other) - work(one)).find((pid) => work(pid) > 0);
}

/** The processor's time that a process has had; 0 if it is gone. */
function ticksOf(pid: number): number {
  try {
    const [, ...fields] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
    const numbers = fields.join(") ").split(" ").map(Number);
    return (numbers[11] ?? 0) + (numbers[12] ?? 0);
  } catch {
    return 0;
  }
}

function isRight(output: unknown, number: number): boolean {
  const done = (state: string): object => ({ done: { [state]: number } });
  const expected = {
    number,
    first: done("First"),
    both: [
      { number, first: done("First"), left: done("Left"), right: done("Right") },
      { number, first: done("First"), other: done("Other") },
    ],
    last: done("Last"),
  };
  return JSON.stringify(output) === JSON.stringify(expected);
}

/** So many at a time. */
async function inBatches<Item, Result>(
  items: readonly Item[],
  size: number,
  act: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await act(items[index] as Item, index);
    }
  };
  await Promise.all(Array.from({ length: size }, worker));
  return results;
}
