import { execFile } from "node:child_process";
import { join } from "node:path";
import { installPythonPackages } from "../../scripts/python-packages.ts";
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
  const programs = installPythonPackages(packages, "boto3 and the AWS CLI are not tested");
  if (programs === undefined) return undefined;
  const program = (name: string): string => join(programs, name);
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
