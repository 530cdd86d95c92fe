import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Parsed } from "../hosts/server/http-client.ts";

/** boto3 and the AWS CLI from PyPI, in a folder of their own. */
export interface PythonClients {
  /** Runs a script; answers what it prints. */
  python(...argv: string[]): Promise<string>;
  /** Runs the AWS CLI; answers what it prints, as JSON. */
  aws(environment: NodeJS.ProcessEnv, ...argv: string[]): Promise<Parsed>;
}

const packages = ["boto3==1.44.5", "awscli==1.46.3"];

/** Undefined where there is no Python, or no PyPI; why is printed. */
export function installPythonClients(): PythonClients | undefined {
  const folder = join(tmpdir(), `stepwright-clients-${packages.join("-")}`);
  const program = (name: string): string => join(folder, "bin", name);
  try {
    if (!existsSync(join(folder, "complete"))) {
      execFileSync("python3", ["-m", "venv", "--clear", folder], { stdio: "pipe" });
      const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
      execFileSync(program("python"), [...install, ...packages], { stdio: "pipe" });
      execFileSync(program("python"), [
        "-c",
        `open(${JSON.stringify(join(folder, "complete"))}, "w")`,
      ]);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n").slice(0, 3).join(" ") : error;
    console.log(`boto3 and the AWS CLI are not tested: they cannot be installed (${reason})`);
    return undefined;
  }
  return {
    python: (...argv) => run(program("python"), argv, {}),
    aws: async (environment, ...argv) => {
      const text = await run(program("aws"), argv, environment);
      return text === "" ? undefined : JSON.parse(text);
    },
  };
}

function run(
  program: string,
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = {
      PATH: process.env.PATH,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_EC2_METADATA_DISABLED: "true",
      ...environment,
    };
    execFile(program, argv, { env, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${program} ${argv.join(" ")}: ${stderr || error.message}`));
    });
  });
}
