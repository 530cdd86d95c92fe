import { Command, Option } from "commander";
import type { StartOptions } from "../client/start-execution.ts";
import { addEndpointOptions } from "./endpoint-options.ts";

/** `stepwright start STATE_MACHINE` */
export function startCommand(): Command {
  const command = new Command("start")
    .summary("start an execution")
    .description(
      "Starts an execution at an endpoint, and prints its ARN.\n" +
        "With --wait, draws its states as they are entered and prints how it ended;\n" +
        "exits with 1 unless it succeeds.",
    )
    .argument("<state-machine>", "its ARN or name; with :version, :alias or #TestCase behind it")
    .addOption(new Option("-i, --input <json>", "the execution's input").conflicts("inputFile"))
    .option("--input-file <file>", "a file with the input, or - for standard input")
    .option("-n, --name <name>", "the execution's name (default: a new UUID)")
    .option("-w, --wait", "until it has ended");
  return addEndpointOptions(command, examples).action(
    async (machine: string, options: StartOptions) => {
      const { startExecution } = await import("../client/start-execution.ts");
      await startExecution(machine, options);
    },
  );
}

const examples = `
Examples:
  stepwright start order --input '{"orderId":"42"}' --wait
  stepwright start order:PROD --input-file order.json --name order-42
  stepwright start 'order#RetryPath' --endpoint http://127.0.0.1:8083
  stepwright start arn:aws:states:eu-west-1:111122223333:stateMachine:order --endpoint aws \\
    --region eu-west-1`;
