import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Client } from "./client.ts";

/** A server that is killed and started again, over the same data folder. */
export class KilledServer {
  /** When it was killed. */
  readonly kills: number[] = [];
  private readonly client: Client;
  private readonly folder: string;
  private readonly command: readonly string[];
  private readonly environment: NodeJS.ProcessEnv;
  private process: ChildProcess | undefined;

  /** @param isBuilt run the package as `npm run build` has left it, not its source */
  constructor(
    client: Client,
    folder: string,
    attempts: string,
    { isBuilt, environment }: { isBuilt: boolean; environment: NodeJS.ProcessEnv },
  ) {
    this.client = client;
    this.folder = folder;
    this.command = isBuilt ? [builtCli] : ["--conditions=@stepwright/source", sourceCli];
    this.environment = { STEPWRIGHT_ATTEMPTS: attempts, NO_COLOR: "1", ...environment };
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [...this.command, ...this.serveOptions()], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, ...this.environment },
    });
    this.process = child;
    this.client.url = await urlOf(child);
    child.stderr.pipe(process.stderr);
  }

  private serveOptions(): readonly string[] {
    const functions = ["work", "flaky", "ask"].map((name) => `${name}=${functionsFile}#${name}`);
    return [
      ...["serve", "--port", "0", "--data-dir", this.folder, "--log-level", "error"],
      ...functions.flatMap((one) => ["--function", one]),
    ];
  }

  async kill(): Promise<void> {
    if (await this.end("SIGKILL")) this.kills.push(Date.now());
  }

  async stop(): Promise<void> {
    await this.end("SIGTERM");
  }

  /** Answers whether there was a process. */
  private async end(signal: "SIGKILL" | "SIGTERM"): Promise<boolean> {
    const child = this.process;
    if (child === undefined) return false;
    this.process = undefined;
    child.kill(signal);
    await once(child, "exit");
    this.client.url = undefined;
    return true;
  }
}

/** Where the server says that it listens. */
function urlOf(child: ChildProcess): Promise<string> {
  let log = "";
  return new Promise((resolve, reject) => {
    child.stderr?.setEncoding("utf8").on("data", function read(text: string) {
      log += text;
      const url = /http:\/\/[\d.]+:\d+/.exec(log)?.[0];
      if (url === undefined) return;
      child.stderr?.off("data", read);
      resolve(url);
    });
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${log}`)));
  });
}

const builtCli = fileURLToPath(new URL("../../../dist/bin/stepwright.js", import.meta.url));
const sourceCli = fileURLToPath(new URL("../../../bin/stepwright.ts", import.meta.url));
const functionsFile = fileURLToPath(new URL("./functions.ts", import.meta.url));
