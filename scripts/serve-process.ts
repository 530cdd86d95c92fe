import { spawn } from "node:child_process";
import { once } from "node:events";

/** `stepwright serve` in a process of its own. */
export interface ServeProcess {
  /** `http://127.0.0.1:41235` */
  readonly url: string;
  readonly pid: number;
  /** What it has written on standard error so far. */
  readonly log: () => string;
  /** What it has written on standard output so far. */
  readonly output: () => string;
  /** From the start of the process to its answer, in ms. */
  readonly startMs: number;
  /** Ends it gracefully; answers its exit code. */
  stop(): Promise<number | null>;
}

/** Starts the CLI's server at a free port; fails if it ends before it listens. */
export async function startServe(
  options: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<ServeProcess> {
  const cli = new URL("../bin/stepwright.ts", import.meta.url).pathname;
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    ["--conditions=@stepwright/source", cli, "serve", "--port", "0", ...options],
    { env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", ...environment } },
  );
  const ended = once(child, "exit") as Promise<[number | null]>;
  let [log, output] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      const found = /http:\/\/\S+/.exec(log)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`serve ended with ${code}: ${log}`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    log: () => log,
    output: () => output,
    startMs: performance.now() - begun,
    stop: async () => {
      child.kill("SIGTERM");
      const [code] = await ended;
      return code;
    },
  };
}
