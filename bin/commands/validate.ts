import { Argument, Command } from "commander";
import { formatOption, inputOptions, typeOption } from "./options.ts";
import type { ValidateOptions } from "./validate-files.ts";

/** `stepwright validate FILES…` */
export function validateCommand(): Command {
  const command = new Command("validate")
    .summary("say what is wrong with definitions, where, and what would be right")
    .description(
      "Validates definitions in JSON or YAML, SAM and CloudFormation templates and CDK apps.\n" +
        "Says what is wrong, where, and what would be right. Exits with 1 if there are errors.",
    )
    .addArgument(
      new Argument(
        "<files...>",
        "files, folders (their *.asl.json, *.asl.yaml), or - for standard input",
      ),
    )
    .addOption(typeOption())
    .addOption(formatOption())
    .option("--strict", "take placeholders and template functions to the letter");
  for (const option of inputOptions()) command.addOption(option);
  return command
    .addHelpText("after", examples)
    .action(async (paths: readonly string[], options: ValidateOptions) => {
      const { validateFiles } = await import("./validate-files.ts");
      validateFiles(paths, options);
    });
}

const examples = `
Examples:
  stepwright validate order.asl.json
  stepwright validate workflows/ --format json
  stepwright validate template.yaml --template OrderStateMachine
  stepwright validate cdk.out
  stepwright validate order.asl.json -s Topic=arn:aws:sns:us-east-1:111122223333:orders`;
