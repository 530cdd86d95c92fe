import { spawn } from "node:child_process";
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startEmulatedAws } from "../scripts/emulated-aws.ts";
import { startServe } from "../scripts/serve-process.ts";
import type { Benchmark, BenchmarkResult } from "./benchmark.ts";
import { newFolder, removeFolder } from "./durable-rig.ts";

/**
 * StartExecution to the end of ten Pass states, seen by DescribeExecution, by a plain HTTP client;
 * against a bare server that makes two group commits with the same bytes. Both are durable, and in
 * processes of their own.
 */
export const http: Benchmark = async (mode) => {
  const isSmoke = mode === "smoke";
  const rounds = isSmoke ? 1 : 5;
  const executions = isSmoke ? 20 : 500;
  const folder = newFolder();
  const dataFolder = newFolder();
  // The rows that the bare server writes: as many as it will need.
  const total = executions * rounds * clientCounts.length;
  const recorded = await startServe(["--data-dir", dataFolder]);
  const { url } = recorded;
  await run({ url, stateMachineArn: await createMachine(url) }, 64, total);
  await recorded.stop();
  const ours = await startServe(["--data-dir", folder]);
  const bare = await startBare(dataFolder);
  try {
    const stateMachineArn = await createMachine(ours.url);
    const results: BenchmarkResult[] = [];
    const mine = { url: ours.url, stateMachineArn };
    await run(mine, 16, executions);
    const theirs = { url: bare.url, stateMachineArn };
    for (const clients of clientCounts) {
      const pair = await compare({ mine, theirs, clients, executions, rounds });
      results.push({ ...rowOf(pair, clients, "a bare server"), goal: { atLeast: 0.5 } });
    }
    if (!isSmoke) results.push(...(await besideMiniStack(mine)));
    const alone = await run(mine, 1, isSmoke ? 5 : 200);
    results.push({
      name: "one client: from StartExecution to the end, durable, p50",
      detail: `${alone.p50Ms.toFixed(2)} ms`,
      figure: alone.p50Ms / 1_000,
      unit: "s",
      goal: { atMost: 0.005 },
    });
    return results;
  } finally {
    await ours.stop();
    bare.stop();
    for (const path of [folder, dataFolder]) removeFolder(path);
  }
};

const clientCounts = [16, 64];

/** What people use today, if it can be installed; it keeps nothing on a disk. */
async function besideMiniStack(mine: Target): Promise<readonly BenchmarkResult[]> {
  const peer = await startEmulatedAws("MiniStack is not measured beside");
  if (peer === undefined) return [];
  try {
    const url = peer.endpoint;
    const theirs = { url, stateMachineArn: await createMachine(url) };
    await run(theirs, 1, 5);
    const results: BenchmarkResult[] = [];
    for (const clients of clientCounts) {
      const pair = await compare({ mine, theirs, clients, executions: 150, rounds: 3 });
      results.push({ ...rowOf(pair, clients, "MiniStack 1.4.21"), goal: { atLeast: 1 } });
    }
    return results;
  } finally {
    await peer.stop();
  }
}

interface Target {
  readonly url: string;
  readonly stateMachineArn: string;
}

interface Comparison {
  readonly mine: Target;
  readonly theirs: Target;
  readonly clients: number;
  readonly executions: number;
  readonly rounds: number;
}

/** Executions a second. */
interface Pair {
  readonly mine: number;
  readonly theirs: number;
}

/** Rounds of both, one after the other; the one with the median of their ratios. */
async function compare({ mine, theirs, ...comparison }: Comparison): Promise<Pair> {
  const { clients, executions, rounds } = comparison;
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    const one = await run(mine, clients, executions);
    const other = await run(theirs, clients, executions);
    pairs.push({ mine: one.perSecond, theirs: other.perSecond });
  }
  pairs.sort((left, right) => left.mine / left.theirs - right.mine / right.theirs);
  return pairs[pairs.length >> 1] ?? { mine: 0, theirs: 1 };
}

function rowOf({ mine, theirs }: Pair, clients: number, other: string) {
  return {
    name: `${clients} clients: executions of ten Pass states a second, durable, over HTTP, against ${other}`,
    detail: `${mine.toFixed(0)} against ${theirs.toFixed(0)} of ${other}`,
    figure: mine / theirs,
    unit: "x" as const,
  };
}

interface Run {
  readonly perSecond: number;
  readonly p50Ms: number;
}

/** Plays executions, so many at a time, each by a connection that is kept. */
async function run(target: Target, clients: number, executions: number): Promise<Run> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const times: number[] = [];
  let started = 0;
  const begin = performance.now();
  const client = async (): Promise<void> => {
    while (started++ < executions) {
      const start = performance.now();
      await execute(target, agent);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - begin) / 1_000;
  agent.destroy();
  times.sort((left, right) => left - right);
  return { perSecond: executions / seconds, p50Ms: times[times.length >> 1] ?? 0 };
}

async function execute({ url, stateMachineArn }: Target, agent: Agent): Promise<void> {
  const input = { stateMachineArn, input: "{}" };
  const { executionArn } = await call(url, agent, "StartExecution", input);
  for (;;) {
    const { status } = await call(url, agent, "DescribeExecution", { executionArn });
    if (status === "SUCCEEDED") return;
    if (status !== "RUNNING") throw new Error(`the execution is ${status}`);
    await setTimeout(1);
  }
}

type Fields = { readonly [field: string]: string };

function call(url: string, agent: Agent, operation: string, body: object): Promise<Fields> {
  const sent = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const headers = {
      "Content-Type": "application/x-amz-json-1.0",
      "X-Amz-Target": `AWSStepFunctions.${operation}`,
      Authorization: authorization,
      "Content-Length": Buffer.byteLength(sent),
    };
    const outgoing = request(url, { agent, method: "POST", headers }, (response) => {
      text(response).then((answer) => {
        if (response.statusCode === 200) resolve(JSON.parse(answer) as Fields);
        else reject(new Error(answer));
      }, reject);
    });
    outgoing.on("error", reject);
    outgoing.end(sent);
  });
}

const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`;

async function createMachine(url: string): Promise<string> {
  const states = Array.from({ length: 10 }, (_, index) => {
    const end = index === 9 ? { End: true } : { Next: `P${index + 1}` };
    return [`P${index}`, { Type: "Pass", ...end }] as const;
  });
  const definition = JSON.stringify({ StartAt: "P0", States: Object.fromEntries(states) });
  const roleArn = "arn:aws:iam::123456789012:role/bench";
  const agent = new Agent();
  const request = { name: "bench", definition, roleArn };
  const { stateMachineArn = "" } = await call(url, agent, "CreateStateMachine", request);
  return stateMachineArn;
}

interface BareServer {
  readonly url: string;
  stop(): void;
}

function startBare(folder: string): Promise<BareServer> {
  const script = fileURLToPath(new URL("bare-server.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@stepwright/source", script, folder]);
  return new Promise((resolve, reject) => {
    child.stdout.once("data", (port: Buffer) => {
      const url = `http://127.0.0.1:${String(port).trim()}`;
      resolve({ url, stop: () => child.kill("SIGTERM") });
    });
    child.stderr.pipe(process.stderr);
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`the bare server ended with ${code}`)));
  });
}
