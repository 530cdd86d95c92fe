import { Command, InvalidArgumentError, Option } from "commander";
import type { ListOptions } from "../client/list-executions.ts";
import { addEndpointOptions } from "./endpoint-options.ts";

/** `stepwright list [STATE_MACHINE]` */
export function listCommand(): Command {
  const command = new Command("list")
    .summary("list state machines, or executions")
    .description("Lists the state machines of an endpoint, or the newest executions of one.")
    .argument("[state-machine]", "its ARN or name")
    .addOption(
      new Option("-s, --status <status>", "only executions with this status").choices([
        "RUNNING",
        "SUCCEEDED",
        "FAILED",
        "TIMED_OUT",
        "ABORTED",
        "PENDING_REDRIVE",
      ]),
    )
    .addOption(
      new Option("-l, --limit <number>", "how many executions at most")
        .argParser(positiveNumber)
        .default(20),
    );
  return addEndpointOptions(command, examples).action(
    async (machine: string | undefined, options: ListOptions) => {
      const { list } = await import("../client/list-executions.ts");
      await list(machine, options);
    },
  );
}

const examples = `
Examples:
  stepwright list
  stepwright list order --status FAILED --limit 100`;

function positiveNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new InvalidArgumentError("It should be a whole number above 0.");
  }
  return Number(text);
}
