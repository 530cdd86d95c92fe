import * as sfn from "@aws-sdk/client-sfn";
import type { Parsed } from "../hosts/server/http-client.ts";

export const roleArn = "arn:aws:iam::123456789012:role/r";

/** A client of the endpoint that tries but once, and leaves the host as it is. */
export function clientOf(endpoint: string, more: sfn.SFNClientConfig = {}): sfn.SFNClient {
  return new sfn.SFNClient({
    endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    region: "us-east-1",
    maxAttempts: 1,
    disableHostPrefix: true,
    ...more,
  });
}

export function definition(state: object, more: object = {}): string {
  return JSON.stringify({ StartAt: "S", States: { S: state, ...more } });
}

export const pass = definition({ Type: "Pass", End: true });

export type CommandName = Extract<keyof typeof sfn, `${string}Command`>;
type CommandClass = new (input: object) => Parameters<sfn.SFNClient["send"]>[0];

/** Sends commands by their names, and remembers which; the input is typed as the SDK types it. */
export class SdkCalls {
  readonly called = new Set<string>();
  private readonly client: () => sfn.SFNClient;

  constructor(client: () => sfn.SFNClient) {
    this.client = client;
  }

  async call<N extends CommandName>(
    name: N,
    input: ConstructorParameters<(typeof sfn)[N]>[0],
  ): Promise<Parsed> {
    this.called.add(name);
    const Command: CommandClass = Reflect.get(sfn, name) as never;
    return this.client().send(new Command(input as object));
  }

  async create(
    name: string,
    text: string,
    type: "STANDARD" | "EXPRESS" = "STANDARD",
  ): Promise<string> {
    const request = { name, definition: text, roleArn, type };
    return (await this.call("CreateStateMachineCommand", request)).stateMachineArn;
  }

  /** Describes the execution until it has ended. */
  async ended(executionArn: string): Promise<sfn.DescribeExecutionOutput> {
    for (;;) {
      const description = await this.call("DescribeExecutionCommand", { executionArn });
      if (description.status !== "RUNNING") return description;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
