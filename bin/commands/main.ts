import { createRequire } from "node:module";
import { Command, CommanderError } from "commander";
import { painterFor } from "../terminal/colours.ts";
import { costCommand } from "./cost.ts";
import { createCommand } from "./create.ts";
import { describeCommand } from "./describe.ts";
import { graphCommand } from "./graph.ts";
import { historyCommand } from "./history.ts";
import { listCommand } from "./list.ts";
import { logsCommand } from "./logs.ts";
import { redriveCommand } from "./redrive.ts";
import { runCommand } from "./run.ts";
import { serveCommand } from "./serve.ts";
import { startCommand } from "./start.ts";
import { stopCommand } from "./stop.ts";
import { UsageError } from "./usage-error.ts";
import { validateCommand } from "./validate.ts";

/** Runs the CLI with a process's arguments, and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on("error", quietWhenClosed);
  const program = new Command("stepwright")
    .description("Validate, run, draw and serve AWS Step Functions state machines.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .addHelpText("after", exitCodes)
    .showSuggestionAfterError()
    // The longest option leaves 39 columns of 80 for what it does.
    .configureHelp({ minWidthToWrap: 30 })
    .configureOutput({ outputError: (text, write) => write(stderrPaint("red", text)) });
  for (const [group, commands] of Object.entries(commandGroups)) {
    for (const make of commands) {
      program.addCommand(make().copyInheritedSettings(program).helpGroup(group));
    }
  }
  for (const command of [program, ...program.commands]) command.exitOverride();
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

const commandGroups: { readonly [group: string]: readonly (() => Command)[] } = {
  "On this machine:": [validateCommand, runCommand, graphCommand, costCommand, serveCommand],
  "At any Step Functions endpoint:": [
    createCommand,
    startCommand,
    describeCommand,
    historyCommand,
    logsCommand,
    stopCommand,
    redriveCommand,
    listCommand,
  ],
};

const stderrPaint = painterFor(process.stderr);

const exitCodes = `
Exit codes:
  0  all is well
  1  a definition is invalid, the execution did not succeed, or the endpoint refused
  2  the command was used wrongly: an unknown option, a file that cannot be read

'stepwright <command> --help' has examples.`;

/** Says what went wrong, unless that has been said. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const message = error instanceof Error ? error.message : String(error);
  console.error(stderrPaint("red", `stepwright: ${message}`));
  return error instanceof UsageError ? 2 : 1;
}

/** `stepwright … | head` closes our output early, which is no fault. */
function quietWhenClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit();
}

function version(): string {
  const require = createRequire(import.meta.url);
  return (require("stepwright/package.json") as { version: string }).version;
}
