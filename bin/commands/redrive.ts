import { Command } from "commander";
import type { WaitOptions } from "../client/execution-reports.ts";
import { addEndpointOptions, executionHelp } from "./endpoint-options.ts";

/** `stepwright redrive EXECUTION` */
export function redriveCommand(): Command {
  const command = new Command("redrive")
    .summary("let a failed execution go on where it failed")
    .description(
      "Redrives an execution that failed, timed out or was stopped: it goes on where it\n" +
        "ended. With --wait, draws its states until it has ended; exits with 1 unless it\n" +
        "succeeds.",
    )
    .argument("<execution>", executionHelp)
    .option("-w, --wait", "until it has ended");
  return addEndpointOptions(command, examples).action(
    async (execution: string, options: WaitOptions) => {
      const { redriveExecution } = await import("../client/execution-reports.ts");
      await redriveExecution(execution, options);
    },
  );
}

const examples = `
Examples:
  stepwright redrive order:order-42
  stepwright redrive order:order-42 --wait`;
