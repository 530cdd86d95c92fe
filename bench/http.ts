import { spawn } from "node:child_process";
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { type ServeProcess, startServe } from "../scripts/serve-process.ts";
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
  await run(recorded.url, await createMachine(recorded.url), 64, total);
  await recorded.stop();
  const ours = await startServe(["--data-dir", folder]);
  const bare = await startBare(dataFolder);
  try {
    const stateMachineArn = await createMachine(ours.url);
    await run(ours.url, stateMachineArn, 16, executions);
    const results: BenchmarkResult[] = [];
    for (const clients of clientCounts) {
      results.push(await compare({ ours, bare, stateMachineArn, clients, executions, rounds }));
    }
    const alone = await run(ours.url, stateMachineArn, 1, isSmoke ? 5 : 200);
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

interface Comparison {
  readonly ours: ServeProcess;
  readonly bare: BareServer;
  readonly stateMachineArn: string;
  readonly clients: number;
  readonly executions: number;
  readonly rounds: number;
}

/** Rounds of both, one after the other; the median of their ratios. */
async function compare(comparison: Comparison): Promise<BenchmarkResult> {
  const { ours, bare, stateMachineArn, clients, executions, rounds } = comparison;
  const pairs: { readonly ours: number; readonly bare: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const one = await run(ours.url, stateMachineArn, clients, executions);
    const other = await run(bare.url, stateMachineArn, clients, executions);
    pairs.push({ ours: one.perSecond, bare: other.perSecond });
  }
  pairs.sort((left, right) => left.ours / left.bare - right.ours / right.bare);
  const middle = pairs[pairs.length >> 1] ?? { ours: 0, bare: 1 };
  return {
    name: `${clients} clients: executions of ten Pass states a second, durable, over HTTP`,
    detail: `${middle.ours.toFixed(0)} against ${middle.bare.toFixed(0)} of a bare server`,
    figure: middle.ours / middle.bare,
    unit: "x",
    goal: { atLeast: 0.5 },
  };
}

interface Run {
  readonly perSecond: number;
  readonly p50Ms: number;
}

/** Plays executions, so many at a time, each by a connection that is kept. */
async function run(
  url: string,
  stateMachineArn: string,
  clients: number,
  executions: number,
): Promise<Run> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const times: number[] = [];
  let started = 0;
  const begin = performance.now();
  const client = async (): Promise<void> => {
    while (started++ < executions) {
      const start = performance.now();
      await execute(url, agent, stateMachineArn);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - begin) / 1_000;
  agent.destroy();
  times.sort((left, right) => left - right);
  return { perSecond: executions / seconds, p50Ms: times[times.length >> 1] ?? 0 };
}

async function execute(url: string, agent: Agent, stateMachineArn: string): Promise<void> {
  const input = { stateMachineArn, input: "{}" };
  const { executionArn } = await call(url, agent, "StartExecution", input);
  for (;;) {
    const { status } = await call(url, agent, "DescribeExecution", { executionArn });
    if (status === "SUCCEEDED") return;
    if (status !== "RUNNING") throw new Error(`the execution is ${status}`);
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
