import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { servesWith } from "../bin/bounded-young-space.ts";
import type { Benchmark, BenchmarkResult } from "./benchmark.ts";
import { DurableRig, removeFolder } from "./durable-rig.ts";

/** The engine over SQLite without HTTP: what durability costs, and what it does not. */
export const durable: Benchmark = async (mode) => {
  const isSmoke = mode === "smoke";
  return [
    ...(await stepsAndAppends(isSmoke ? 1 : 15)),
    await longExecutions(isSmoke ? 50 : 10_000),
    await waitingExecutions(isSmoke ? 200 : 100_000),
    await openingFolder(isSmoke ? 10 : 1_000),
  ];
};

async function stepsAndAppends(rounds: number): Promise<readonly BenchmarkResult[]> {
  const figures = await inProcess("durable-steps.ts", rounds);
  const { executions = 0, tasks = 0, appends = 0, oursMs = 0, bareMs = 0 } = figures;
  const steps = executions * tasks;
  const speeds = `${perSecond(steps, oursMs)}/s against ${perSecond(steps, bareMs)}/s`;
  return [
    {
      name: `durable steps/s, ${executions} executions of ${tasks} Tasks: share of a bare loop`,
      detail: `${speeds}; by processor time ${figures.ofProcessor?.toFixed(2)}x`,
      figure: Number(figures.share),
      unit: "x",
      goal: { atLeast: 0.6 },
    },
    {
      name: `${tasks} Tasks in a row: appends per ${tasks} + 1`,
      detail: `${appends} appends`,
      figure: appends / (tasks + 1),
      unit: "x",
      goal: { atMost: 1 },
    },
  ];
}

/** One execution of `steps` Tasks, and one of twice as many. */
async function longExecutions(steps: number): Promise<BenchmarkResult> {
  const rig = new DurableRig();
  const machine = await rig.define("Loop", countingTasks);
  const timed = async (times: number): Promise<number> => {
    const start = performance.now();
    await rig.run(machine, `e${times}`, { n: 0, times });
    return performance.now() - start;
  };
  await rig.run(machine, "warm-up", { n: 0, times: Math.min(steps, 500) });
  const single = await timed(steps);
  const double = await timed(2 * steps);
  await rig.stop();
  removeFolder(rig.folder);
  return {
    name: `${2 * steps} durable steps in one execution against ${steps}`,
    detail: `${(double / 1_000).toFixed(2)} s against ${(single / 1_000).toFixed(2)} s`,
    figure: double / single,
    unit: "x",
    goal: { atMost: 2.2 },
  };
}

/** Each turn performs one Task. */
const countingTasks = {
  StartAt: "Work",
  States: {
    Work: {
      Type: "Task",
      Resource: "arn:aws:lambda:us-east-1:123456789012:function:work",
      Parameters: { "n.$": "States.MathAdd($.n, 1)", "times.$": "$.times" },
      Next: "Enough",
    },
    Enough: {
      Type: "Choice",
      Choices: [{ Variable: "$.n", NumericLessThanPath: "$.times", Next: "Work" }],
      Default: "Done",
    },
    Done: { Type: "Succeed" },
  },
};

async function waitingExecutions(count: number): Promise<BenchmarkResult> {
  const { beforeMb, afterMb, seconds } = await inProcess("waiting-executions.ts", count);
  return {
    name: `${count} executions that wait: resident memory`,
    detail: `${beforeMb?.toFixed(0)} MB before, ${afterMb?.toFixed(0)} MB after ${seconds?.toFixed(0)} s`,
    figure: Number(afterMb) - Number(beforeMb),
    unit: "MB",
    goal: { atMost: 200 },
  };
}

async function openingFolder(megabytes: number): Promise<BenchmarkResult> {
  const { seconds, bytes, executions: count } = await inProcess("open-large-folder.ts", megabytes);
  return {
    name: "opening a data folder until an execution in it goes on",
    detail: `${(Number(bytes) / 1e6).toFixed(0)} MB, ${count} executions`,
    figure: Number(seconds),
    unit: "s",
    goal: { atMost: 1 },
  };
}

/** What a script prints, in a process of its own like that of `stepwright serve`. */
async function inProcess(
  script: string,
  argument: number,
): Promise<{ readonly [figure: string]: number }> {
  const path = fileURLToPath(new URL(`./${script}`, import.meta.url));
  const args = [...process.execArgv, ...servesWith, "--expose-gc", path, `${argument}`];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as { readonly [figure: string]: number };
}

function perSecond(count: number, ms: number): string {
  return Math.round((1_000 * count) / ms).toLocaleString("en");
}
