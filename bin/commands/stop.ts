import { Command } from "commander";
import type { StopOptions } from "../client/execution-reports.ts";
import { addEndpointOptions, executionHelp } from "./endpoint-options.ts";

/** `stepwright stop EXECUTION` */
export function stopCommand(): Command {
  const command = new Command("stop")
    .summary("stop an execution")
    .description("Aborts an execution. One that has ended stays as it is.")
    .argument("<execution>", executionHelp)
    .option("--error <name>", "why, as an error's name")
    .option("--cause <text>", "why, in words");
  return addEndpointOptions(command, examples).action(
    async (execution: string, options: StopOptions) => {
      const { stopExecution } = await import("../client/execution-reports.ts");
      await stopExecution(execution, options);
    },
  );
}

const examples = `
Examples:
  stepwright stop order:order-42
  stepwright stop order:order-42 --error Cancelled --cause "the customer called"`;
