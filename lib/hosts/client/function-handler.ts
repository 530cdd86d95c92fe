import type { LambdaClient, LambdaClientConfig } from "@aws-sdk/client-lambda";

/** A request as the SDK hands it to its HTTP handler. */
interface HandledRequest {
  readonly headers: { readonly [name: string]: string };
  readonly body?: unknown;
}

interface HandledResponse {
  readonly response: {
    readonly statusCode: number;
    readonly headers: { [name: string]: string };
    readonly body: Uint8Array;
  };
}

/** What the `api` function answers to a direct invoke. */
interface FunctionAnswer {
  readonly statusCode: number;
  readonly headers: { [name: string]: string };
  readonly body: string;
}

/** Takes the SDK's requests to a function instead of a host: each is one Invoke. */
export class FunctionHandler {
  private readonly functionName: string;
  private readonly config: LambdaClientConfig;
  private lambda: LambdaClient | undefined;

  constructor(functionName: string, config: LambdaClientConfig) {
    this.functionName = functionName;
    this.config = config;
  }

  async handle(
    { headers, body }: HandledRequest,
    { abortSignal }: { readonly abortSignal?: unknown } = {},
  ): Promise<HandledResponse> {
    const event = { "x-amz-target": headers["x-amz-target"], body: textOf(body) };
    // Who calls the function's URL does not need this package.
    const { InvokeCommand, LambdaClient } = await import("@aws-sdk/client-lambda");
    this.lambda ??= new LambdaClient(this.config);
    const command = new InvokeCommand({
      FunctionName: this.functionName,
      Payload: Buffer.from(JSON.stringify(event)),
    });
    const options = abortSignal instanceof AbortSignal ? { abortSignal } : {};
    const { Payload, FunctionError } = await this.lambda.send(command, options);
    const text = Payload === undefined ? "" : Buffer.from(Payload).toString();
    if (FunctionError !== undefined) {
      throw new Error(`the function ${this.functionName} has failed (${FunctionError}): ${text}`);
    }
    const answer = JSON.parse(text) as FunctionAnswer;
    const { statusCode, headers: answered, body: answeredBody } = answer;
    return { response: { statusCode, headers: answered, body: Buffer.from(answeredBody) } };
  }

  destroy(): void {
    this.lambda?.destroy();
  }
}

function textOf(body: unknown): string {
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : "";
}
