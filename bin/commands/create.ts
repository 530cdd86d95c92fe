import { Command } from "commander";
import type { CreateOptions } from "../client/create-state-machine.ts";
import { addEndpointOptions } from "./endpoint-options.ts";
import { inputOptions, typeOption } from "./options.ts";

/** `stepwright create FILE` */
export function createCommand(): Command {
  const command = new Command("create")
    .summary("create a state machine, or update the one of its name")
    .description(
      "Creates a state machine at an endpoint, or updates the one of its name, and prints its\n" +
        "ARN. Exits with 1 if the definition has errors, which are told as by validate.",
    )
    .argument("<file>", "a definition, template or CDK app, or - for standard input")
    .option("-n, --name <name>", "its name (default: the template's, else the file's)")
    .option("--role-arn <arn>", "its role (default: one that only AWS would look at)")
    .addOption(typeOption());
  for (const option of inputOptions()) command.addOption(option);
  return addEndpointOptions(command, examples).action(
    async (path: string, options: CreateOptions) => {
      const { createStateMachine } = await import("../client/create-state-machine.ts");
      await createStateMachine(path, options);
    },
  );
}

const examples = `
Examples:
  stepwright create order.asl.json
  stepwright create workflow.yaml --name order --type EXPRESS
  stepwright create cdk.out --template Shop/Orders`;
