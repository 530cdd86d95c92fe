import { Argument, Command, InvalidArgumentError, Option } from "commander";
import type { CostOptions } from "./cost-of-state-machine.ts";
import { formatOption, inputOptions } from "./options.ts";

/** `stepwright cost FILE` */
export function costCommand(): Command {
  const command = new Command("cost")
    .summary("price a state machine")
    .description(
      "Prices a million executions on Stepwright in your account, and on Step Functions.\n" +
        "Counts the way on which nothing fails, or with --tasks a run in this process.\n" +
        "What the Tasks call costs the same everywhere and is left out.",
    )
    .addArgument(new Argument("<file>", "a definition, template or CDK app"))
    .addOption(new Option("-i, --input <json>", "the input of the run").conflicts("inputFile"))
    .option("--input-file <file>", "a file with the input, or - for standard input")
    .option("--tasks <module>", "count a run with these functions for its Tasks, by state name")
    .addOption(
      new Option("--payload <bytes>", "what states get and give")
        .argParser(positive)
        .default(undefined, "1024, or as the run has it"),
    )
    .addOption(number("--task-ms <ms>", "how long the call of a Task takes", 100))
    .addOption(number("--items <count>", "items of each Map, unless a run is counted", 10))
    .addOption(number("--retention <days>", "how long ended executions are kept", 90))
    .addOption(formatOption());
  for (const option of inputOptions()) command.addOption(option);
  return command
    .addHelpText("after", examples)
    .action(async (path: string, options: CostOptions) => {
      const { costOfStateMachine } = await import("./cost-of-state-machine.ts");
      await costOfStateMachine(path, options);
    });
}

const examples = `
Examples:
  stepwright cost order.asl.json
  stepwright cost order.asl.json --payload 20000 --task-ms 250
  stepwright cost order.asl.json --tasks tasks.ts --input '{"orderId":"42"}'
  stepwright cost cdk.out --template OrderStateMachine --format json | jq .stepwright.dollars`;

function number(flags: string, description: string, usual: number): Option {
  return new Option(flags, description).argParser(positive).default(usual);
}

function positive(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value <= 0) {
    throw new InvalidArgumentError("It should be a number above 0.");
  }
  return value;
}
