import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the CLI in a process of its own, as a shell would. */
export function stepwright(
  args: readonly string[],
  { stdin = "", env = {}, cwd, node = [] }: StepwrightOptions = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...node, entry, ...args],
      { env: { ...withoutColours(), ...env }, cwd },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      },
    );
    child.stdin?.end(stdin);
  });
}

interface StepwrightOptions {
  readonly stdin?: string;
  readonly env?: { readonly [name: string]: string };
  readonly cwd?: string;
  /** Options of Node's own. */
  readonly node?: readonly string[];
}

const entry = fileURLToPath(new URL("../../bin/stepwright.ts", import.meta.url));

function withoutColours(): NodeJS.ProcessEnv {
  const { FORCE_COLOR, NO_COLOR, NODE_OPTIONS, ...env } = process.env;
  return env;
}
