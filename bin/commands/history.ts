import { Command } from "commander";
import type { HistoryOptions } from "../client/history-reports.ts";
import { addEndpointOptions, executionHelp } from "./endpoint-options.ts";

/** `stepwright history EXECUTION` */
export function historyCommand(): Command {
  const command = new Command("history")
    .summary("print an execution's history")
    .description(
      "Prints the events of an execution: number, time since the start, type, and what\n" +
        "it is about. With --json, one event a line with its data.",
    )
    .argument("<execution>", executionHelp)
    .option("--reverse", "newest first");
  return addEndpointOptions(command, examples).action(
    async (execution: string, options: HistoryOptions) => {
      const { printHistory } = await import("../client/history-reports.ts");
      await printHistory(execution, options);
    },
  );
}

const examples = `
Examples:
  stepwright history order:order-42
  stepwright history order:order-42 --reverse | head
  stepwright history order:order-42 --json | jq 'select(.type == "TaskFailed")'`;
