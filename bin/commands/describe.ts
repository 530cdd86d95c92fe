import { Command } from "commander";
import type { WaitOptions } from "../client/execution-reports.ts";
import { addEndpointOptions, executionHelp } from "./endpoint-options.ts";

/** `stepwright describe EXECUTION` */
export function describeCommand(): Command {
  const command = new Command("describe")
    .summary("say what became of an execution")
    .description(
      "Prints an execution's status, input and output.\n" +
        "With --wait, draws its states until it has ended; exits with 1 unless it\n" +
        "succeeds.",
    )
    .argument("<execution>", executionHelp)
    .option("-w, --wait", "until it has ended");
  return addEndpointOptions(command, examples).action(
    async (execution: string, options: WaitOptions) => {
      const { describeExecution } = await import("../client/execution-reports.ts");
      await describeExecution(execution, options);
    },
  );
}

const examples = `
Examples:
  stepwright describe order:order-42
  stepwright describe order:order-42 --wait
  stepwright describe order:order-42 --json | jq .status`;
