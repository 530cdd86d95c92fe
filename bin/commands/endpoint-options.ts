import type { Command } from "commander";

/** Adds what every command has that calls the Step Functions API, and its examples. */
export function addEndpointOptions(command: Command, examples: string): Command {
  return command
    .option(
      "-e, --endpoint <url>",
      "where the API is, or aws for AWS itself (default: $AWS_ENDPOINT_URL_SFN, " +
        "$AWS_ENDPOINT_URL, then http://127.0.0.1:8083)",
    )
    .option("-r, --region <region>", "the region (default: $AWS_REGION, then us-east-1)")
    .option("--json", "print what the API answers, as JSON")
    .addHelpText("after", `${credentials}\n${examples}`);
}

/** What names an execution in every command. */
export const executionHelp =
  "the execution's ARN, or its state machine and name: order:my-execution";

const credentials = `
Requests are signed with $AWS_ACCESS_KEY_ID, $AWS_SECRET_ACCESS_KEY and $AWS_SESSION_TOKEN;
elsewhere than on AWS any will do, and none need be there.`;
