import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The outputs of stacks, by stack and name. */
export type Outputs = { readonly [stack: string]: { readonly [name: string]: string } };

/** The CDK's command line on an app, as a user runs it. */
export class Cdk {
  private readonly environment: NodeJS.ProcessEnv;
  private readonly folder: string;

  /** @param folder for what is synthesised and put out */
  constructor(environment: NodeJS.ProcessEnv, folder: string) {
    this.environment = environment;
    this.folder = folder;
  }

  async bootstrap(account: string): Promise<void> {
    await this.run(["bootstrap", `aws://${account}/us-east-1`], {});
  }

  /** Synthesises and deploys an app; undefined is that of cdk.json, as it stands there. */
  async deploy(app: string | undefined, settings: CdkSettings = {}): Promise<Outputs> {
    const outputs = join(this.folder, "outputs.json");
    const options = ["--require-approval", "never", "--outputs-file", outputs];
    await this.run(["deploy", "--all", ...appOption(app), ...options], settings);
    return JSON.parse(readFileSync(outputs, "utf8")) as Outputs;
  }

  async destroy(app: string | undefined, settings: CdkSettings = {}): Promise<void> {
    await this.run(["destroy", "--all", "--force", ...appOption(app)], settings);
  }

  private run(args: readonly string[], { context = {}, env = {} }: CdkSettings): Promise<void> {
    const given = Object.entries(context).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const output = ["--output", join(this.folder, "cdk.out"), "--no-notices", "--ci"];
    const isOwnApp = args[0] !== "bootstrap" && !args.includes("--app");
    const child = spawn(process.execPath, [cli, ...args, ...given, ...output], {
      // cdk.json is read where the command line runs.
      cwd: isOwnApp ? root : this.folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: path, HOME: this.folder, ...this.environment, ...env },
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
    }
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (code) => {
        if (code === 0) resolve();
        else reject(new Error(`cdk ${args[0]} ended with ${code}\n${said.slice(-4_000)}`));
      });
    });
  }
}

export interface CdkSettings {
  readonly context?: { readonly [name: string]: string };
  readonly env?: NodeJS.ProcessEnv;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
/** What cdk.json runs is run by the same Node. */
const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
const cli = join(createRequire(import.meta.url).resolve("aws-cdk/package.json"), "../bin/cdk");

function appOption(app: string | undefined): string[] {
  if (app === undefined) return [];
  return ["--app", `${process.execPath} --conditions=@stepwright/source ${join(root, app)}`];
}
