import { Command, InvalidArgumentError, Option } from "commander";
import { awsQuotas, type Quotas } from "../../lib/api/account-quotas.ts";
import type { ServeOptions } from "./serve-endpoint.ts";

/** `stepwright serve` */
export function serveCommand(): Command {
  const command = new Command("serve")
    .summary("be a Step Functions endpoint on this machine")
    .description(
      "Starts an endpoint that AWS SDKs, the AWS CLI and Terraform take for Step Functions.\n" +
        "Executions go on after a restart, and after a crash. Ends with Ctrl-C.",
    );
  for (const option of [...endpointOptions(), ...taskOptions(), ...logOptions()]) {
    command.addOption(option);
  }
  return command.addHelpText("after", examples).action(async (options: ServeOptions) => {
    const { serveEndpoint } = await import("./serve-endpoint.ts");
    await serveEndpoint(options);
  });
}

function endpointOptions(): Option[] {
  return [
    new Option("-p, --port <number>", "the port; 0: any that is free")
      .argParser(portNumber)
      .default(8083),
    new Option("--host <address>", "the address to listen at").default("127.0.0.1"),
    new Option(
      "--key <access-key>",
      "refuse requests that are not signed with this access key; needed at any other address",
    ).env("STEPWRIGHT_KEY"),
    new Option("--data-dir <folder>", "where everything is kept")
      .env("STEPWRIGHT_DATA_DIR")
      .default(".stepwright"),
    new Option("--in-memory", "keep nothing after the end").conflicts("dataDir"),
    new Option("--retention-days <number>", "how long ended executions are kept")
      .argParser(positiveNumber)
      .default(90),
    new Option(
      "--quota <NAME=number>",
      `AWS's own, if not given: ${Object.keys(awsQuotas).join(", ")}; may be given several times`,
    ).argParser(collectQuotas),
    new Option("--time <mode>", "skip: waits and back-off take no time")
      .choices(["real", "skip"])
      .default("real"),
  ];
}

/** What Tasks and distributed Maps work with. */
function taskOptions(): Option[] {
  return [
    new Option(
      "-f, --function <NAME=path#export>",
      "run this Lambda function here; may be given several times",
    ).argParser(collectPairs),
    new Option("--lambda-endpoint <url>", "where other Lambda functions are invoked").env(
      "LAMBDA_ENDPOINT",
    ),
    new Option(
      "--at-least-once <machine[/state]>",
      "after a crash, make these Tasks' attempts again; may be given several times",
    ).argParser(collect),
    new Option(
      "-b, --bucket <NAME=folder>",
      "a folder for this S3 bucket of distributed Maps; may be given several times",
    ).argParser(collectPairs),
    new Option("--mock-config <file>", "Step Functions Local's MockConfigFile.json").env(
      "SFN_MOCK_CONFIG",
    ),
    new Option("--connections <file>", "the EventBridge connections of HTTP Tasks, as JSON"),
  ];
}

function logOptions(): Option[] {
  return [
    new Option(
      "--execution-logs <file>",
      "where state machines log; - for standard output",
    ).default("-"),
    new Option("--log-level <level>", "how much the server tells, on standard error")
      .choices(["error", "warn", "info", "debug"])
      .default("info"),
  ];
}

const examples = `
Examples:
  stepwright serve
  stepwright serve --function OrderLambda=src/order.ts#handler --bucket reports=./reports
  stepwright serve --time skip --mock-config MockConfigFile.json
  AWS_ENDPOINT_URL_SFN=http://127.0.0.1:8083 aws stepfunctions list-state-machines`;

function collect(given: string, before: readonly string[] = []): readonly string[] {
  return [...before, given];
}

type Pairs = { readonly [name: string]: string };

function collectPairs(given: string, before: Pairs = {}): Pairs {
  const equals = given.indexOf("=");
  if (equals <= 0 || equals === given.length - 1) {
    throw new InvalidArgumentError("It should be NAME=value.");
  }
  return { ...before, [given.slice(0, equals)]: given.slice(equals + 1) };
}

/** In place of those that AWS grants. */
function collectQuotas(given: string, before: Partial<Quotas> = {}): Partial<Quotas> {
  const [, name = "", number] = /^(\w+)=(\d{1,15})$/.exec(given) ?? [];
  if (Object.hasOwn(awsQuotas, name)) return { ...before, [name]: Number(number) };
  const names = Object.keys(awsQuotas).join(", ");
  throw new InvalidArgumentError(`It should be NAME=number, and NAME one of ${names}.`);
}

function positiveNumber(text: string): number {
  const number = Number(text);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new InvalidArgumentError("It should be a number above 0.");
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError("It should be a whole number up to 65535.");
  }
  return port;
}
