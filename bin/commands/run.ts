import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { formatOption, inputOptions, typeOption } from "./options.ts";
import type { RunOptions } from "./run-state-machine.ts";

/** `stepwright run FILE` */
export function runCommand(): Command {
  const command = new Command("run")
    .summary("run a state machine in this process")
    .description(
      "Runs a state machine in this process, with your functions or mocks for its Tasks.\n" +
        "Time is skipped: an execution that waits a day ends at once. Exits with 1 unless it succeeds.",
    )
    .addArgument(new Argument("<file>", "a definition, template or CDK app"))
    .addOption(new Option("-i, --input <json>", "the execution's input").conflicts("inputFile"))
    .option("--input-file <file>", "a file with the input, or - for standard input")
    .option("--tasks <module>", "a module that exports a function for each Task, by state name")
    .option("--mock-config <file>", "Step Functions Local's MockConfigFile.json")
    .option("--test-case <name>", "the test case of the mock configuration")
    .option("--history", "print every event")
    .option("--diagram <file>", "draw what happened, as SVG")
    .option("--real-time", "let waits take as long as they say")
    .addOption(new Option("--seed <number>", "of all randomness").argParser(wholeNumber).default(0))
    .addOption(
      new Option("--at <instant>", "when the execution starts, in ISO 8601").argParser(instant),
    )
    .addOption(typeOption())
    .addOption(formatOption());
  for (const option of inputOptions()) command.addOption(option);
  return command
    .addHelpText("after", examples)
    .action(async (path: string, options: RunOptions) => {
      const { runStateMachine } = await import("./run-state-machine.ts");
      await runStateMachine(path, options);
    });
}

const examples = `
Examples:
  stepwright run order.asl.json --input '{"orderId":"42"}' --tasks tasks.ts
  stepwright run order.asl.json --input-file order.json --tasks tasks.ts --history
  stepwright run order.asl.json --mock-config MockConfigFile.json --test-case RetryPath
  stepwright run template.yaml --template OrderStateMachine --tasks tasks.ts --diagram run.svg
  echo '{"n":1}' | stepwright run loop.asl.yaml --input-file - --format json | jq .output`;

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("It should be a whole number.");
  return Number(text);
}

function instant(text: string): string {
  if (Number.isNaN(Date.parse(text))) {
    throw new InvalidArgumentError("It should be an instant such as 2026-01-01T00:00:00Z.");
  }
  return text;
}
