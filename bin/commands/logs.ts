import { Command } from "commander";
import type { HistoryOptions } from "../client/history-reports.ts";
import { addEndpointOptions, executionHelp } from "./endpoint-options.ts";

/** `stepwright logs EXECUTION --follow` */
export function logsCommand(): Command {
  const command = new Command("logs")
    .summary("print an execution's events as they happen")
    .description(
      "Prints the events of an execution, as `history` does. With --follow, goes on\n" +
        "with those that happen until it has ended. The API tells nothing by itself:\n" +
        "it is asked every 0.1 to 2 seconds.",
    )
    .argument("<execution>", executionHelp)
    .option("-f, --follow", "until it has ended");
  return addEndpointOptions(command, examples).action(
    async (execution: string, options: HistoryOptions) => {
      const { printHistory } = await import("../client/history-reports.ts");
      await printHistory(execution, options);
    },
  );
}

const examples = `
Examples:
  stepwright logs order:order-42 --follow
  stepwright logs order:order-42 --follow --json >> events.jsonl`;
