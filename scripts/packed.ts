import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package as it would be published, and an empty folder to use it in. */
export interface Packed {
  /** The packed file. */
  readonly tarball: string;
  readonly folder: string;
  /** Runs a command in the folder and answers what it printed. Throws CommandFailed. */
  run(command: string, ...args: readonly string[]): string;
  remove(): void;
}

const root = fileURLToPath(new URL("..", import.meta.url));

export function pack(): Packed {
  const folder = mkdtempSync(join(tmpdir(), "stepwright-"));
  const listing = runIn(root, "npm", ["pack", "--json", "--pack-destination", folder]);
  const [packed] = JSON.parse(listing.slice(listing.indexOf("["))) as { filename: string }[];
  if (!packed) throw new Error("npm pack made no file");
  return {
    tarball: join(folder, packed.filename),
    folder,
    run: (command, ...args) => runIn(folder, command, args),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export class CommandFailed extends Error {
  readonly status: number | null;
  readonly printed: string;

  constructor(command: string, status: number | null, printed: string) {
    super(`${command} ended with ${status}\n${printed}`);
    this.status = status;
    this.printed = printed;
  }
}

/** npm without its warnings: what it thinks of the machine's settings is not what is checked. */
const env = { ...process.env, npm_config_loglevel: "error" };

function runIn(cwd: string, command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8", env });
  if (status === 0) return stdout;
  throw new CommandFailed([command, ...args].join(" "), status, `${stdout}${stderr}`);
}
