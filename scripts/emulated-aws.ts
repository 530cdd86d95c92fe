import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPythonPackages } from "./python-packages.ts";

/** An AWS of one's own in a process: MiniStack with the corrections of test/deploy/emulated-aws. */
export interface EmulatedAws {
  /** `http://127.0.0.1:41235` */
  readonly endpoint: string;
  /** What the CDK's CLI and the AWS SDK read of the environment to work on it. */
  readonly environment: NodeJS.ProcessEnv;
  /** Every AWS call that a function has made, a line of JSON each. */
  readonly callsFile: string;
  /** What it has written so far; the functions' own logs are in it. */
  log(): string;
  /** The sandboxes that run now. */
  functionProcesses(): FunctionProcess[];
  stop(): Promise<void>;
}

export interface FunctionProcess {
  readonly pid: number;
  readonly functionName: string;
}

/** The account that the examples are written for. */
export const emulatedAccount = "111122223333";

const packages = ["ministack==1.4.21", "hypercorn==0.18.0"];
const launcher = fileURLToPath(new URL("../test/deploy/emulated-aws/run.py", import.meta.url));
const startMsMax = 60_000;

/** Undefined where it cannot be had; why is printed, after what is not tested for want of it. */
export async function startEmulatedAws(notTested: string): Promise<EmulatedAws | undefined> {
  const programs = installPythonPackages(packages, notTested);
  if (programs === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "stepwright-aws-"));
  const port = await freePort();
  const [logFile, callsFile] = [join(folder, "log"), join(folder, "calls.jsonl")];
  const out = openSync(logFile, "w");
  const child = spawn(join(programs, "python"), [launcher], {
    // A group of its own, so that the functions' processes end with it.
    detached: true,
    stdio: ["ignore", out, out],
    env: {
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      TMPDIR: folder,
      PYTHONDONTWRITEBYTECODE: "1",
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: "127.0.0.1",
      MINISTACK_ACCOUNT_ID: emulatedAccount,
      MINISTACK_CALLS_LOG: callsFile,
      IOT_MTLS_ENABLED: "0",
      SFTP_ENABLED: "0",
      LOG_LEVEL: "INFO",
    },
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const log = (): string => readFileSync(logFile, "utf8");
  await answers(`${endpoint}/_ministack/health`, child, log);
  return {
    endpoint,
    environment: environmentOf(endpoint),
    callsFile,
    log,
    functionProcesses: () => childrenOf(child.pid ?? 0),
    stop: async () => {
      const ended = once(child, "exit");
      process.kill(-(child.pid ?? 0), "SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function environmentOf(endpoint: string): NodeJS.ProcessEnv {
  return {
    AWS_ENDPOINT_URL: endpoint,
    // The emulator takes an account's number as its access key.
    AWS_ACCESS_KEY_ID: emulatedAccount,
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    CDK_DISABLE_CLI_TELEMETRY: "true",
  };
}

async function answers(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const until = Date.now() + startMsMax;
  while (child.exitCode === null && Date.now() < until) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill("SIGKILL");
  throw new Error(`the emulated AWS did not start\n${log().slice(-2_000)}`);
}

/** A sandbox's command line names the folder that was made for it. */
function childrenOf(parent: number): FunctionProcess[] {
  // It ends with 1 when there is none.
  const { stdout: listing } = spawnSync("ps", ["-o", "pid=,args=", "--ppid", String(parent)], {
    encoding: "utf8",
  });
  return listing.split("\n").flatMap((line) => {
    const found = /^ *(\d+) .*\/ministack-lambda-(.+)-[^-/]+\/_worker/.exec(line);
    return found?.[2] === undefined ? [] : [{ pid: Number(found[1]), functionName: found[2] }];
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port is free");
  return address.port;
}
