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
  private readonly attempts: string;
  private process: ChildProcess | undefined;

  constructor(client: Client, folder: string, attempts: string) {
    this.client = client;
    this.folder = folder;
    this.attempts = attempts;
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [...nodeOptions, serverScript, this.folder], {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        STEPWRIGHT_ATTEMPTS: this.attempts,
        // As the command does: compiled code is kept.
        NODE_COMPILE_CACHE: `${this.folder}-cache`,
      },
    });
    this.process = child;
    const exited = once(child, "exit").then(([code]) => {
      throw new Error(`the server ended by itself, with ${code}`);
    });
    exited.catch(() => undefined);
    const [line] = (await Promise.race([once(child.stdout, "data"), exited])) as [Buffer];
    this.client.url = line.toString().trim();
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

const serverScript = fileURLToPath(new URL("./server.ts", import.meta.url));
const nodeOptions = ["--conditions=@stepwright/source"];
