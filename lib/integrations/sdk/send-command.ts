import { sdkClassName } from "../../language/sdk-names.ts";
import { TaskError } from "../task-handler.ts";
import { type SdkAnswer, type SdkCall, SdkFailure } from "./sdk-caller.ts";
import { sdkInput, sdkOutput } from "./sdk-casing.ts";
import type { SdkClient, SdkCommand, SdkPackage } from "./sdk-package.ts";
import type { SdkSchema } from "./sdk-schema.ts";
import { readStream } from "./sdk-stream.ts";

/**
 * Calls the action with the client that `connect` answers, once, until the signal aborts it. Throws
 * SdkFailure and TaskError.
 */
export async function sendCommand(
  sdkPackage: SdkPackage,
  call: SdkCall,
  connect: () => SdkClient,
): Promise<SdkAnswer> {
  const { service, action, parameters, signal, naming = "java" } = call;
  const Command = sdkPackage.commands.get(action);
  if (Command === undefined) throw unknownAction(service, action, sdkPackage);
  const [, , , , inputReference, outputReference] = new Command({}).schema ?? [];
  const input = sdkPackage.schemaOf(inputReference);
  const output = sdkPackage.schemaOf(outputReference);
  refuseEventStreams(service, action, [input, output]);
  const command = new Command(sdkInput(input, parameters));
  const headers = headersOf(command);
  const client = connect();
  try {
    const answer = await client.send(command, { abortSignal: signal });
    return {
      output: sdkOutput(output, await withBody(output, answer), naming),
      ...metadataOf(answer),
      headers: headers(),
    };
  } catch (error) {
    throw asFailure(error, client, sdkPackage);
  }
}

function unknownAction(service: string, action: string, { name }: SdkPackage): TaskError {
  return new TaskError(
    "Stepwright.UnknownAction",
    `the installed ${name} has no action ${JSON.stringify(action)} of aws-sdk:${service}; ` +
      `a newer one may: npm i ${name}@latest`,
  );
}

function refuseEventStreams(service: string, action: string, schemas: readonly SdkSchema[]): void {
  if (schemas.every((schema) => !schema.isStructSchema() || schema.getEventStreamMember() === "")) {
    return;
  }
  throw new TaskError(
    "Stepwright.IntegrationNotBuilt",
    `aws-sdk:${service}:${action} streams events, which a Task cannot take`,
  );
}

/** Keeps the answer's headers, which the SDK does not hand out. */
function headersOf(command: SdkCommand): () => { readonly [name: string]: string } {
  let headers: { readonly [name: string]: string } = {};
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { response } = result;
      if (hasHeaders(response)) headers = response.headers;
      return result;
    },
    { step: "deserialize", priority: "low" },
  );
  return () => headers;
}

function hasHeaders(
  response: unknown,
): response is { readonly headers: { readonly [name: string]: string } } {
  return typeof response === "object" && response !== null && "headers" in response;
}

/** The answer with a streamed body, which comes as a stream, read. */
async function withBody(schema: SdkSchema, answer: object): Promise<object> {
  if (!schema.isStructSchema()) return answer;
  for (const [name, member] of Object.entries(schema.getMemberSchemas())) {
    if (!member.isStreaming()) continue;
    const body: unknown = Reflect.get(answer, name);
    if (body !== undefined) return { ...answer, [name]: await readStream(body) };
  }
  return answer;
}

interface Metadata {
  readonly httpStatusCode?: number;
  readonly requestId?: string;
  readonly extendedRequestId?: string;
}

function metadataOf(answer: object): { readonly statusCode: number; readonly requestId: string } {
  const { httpStatusCode = 200, requestId = "" } = metadata(answer);
  return { statusCode: httpStatusCode, requestId };
}

function metadata(value: object): Metadata {
  return "$metadata" in value && typeof value.$metadata === "object" && value.$metadata !== null
    ? value.$metadata
    : {};
}

function asFailure(error: unknown, client: SdkClient, { BaseException }: SdkPackage): unknown {
  if (error instanceof TaskError || !(error instanceof Error)) return error;
  const { httpStatusCode, requestId = "", extendedRequestId } = metadata(error);
  const isModelled =
    BaseException !== undefined &&
    error instanceof BaseException &&
    error.constructor !== BaseException;
  const isNetworks = httpStatusCode === undefined && isNetworkError(error);
  const message = isNetworks
    ? `Unable to execute HTTP request: ${error.message || error.name}`
    : error.message;
  return new SdkFailure(message, {
    service: sdkClassName(client.config.serviceId ?? ""),
    modelled: isModelled ? error.name : undefined,
    code: codeOf(error),
    statusCode: httpStatusCode,
    requestId,
    extendedRequestId,
  });
}

/** As against what the SDK itself finds wrong before it sends anything. */
function isNetworkError(error: Error): boolean {
  return "code" in error || "errno" in error || networkErrors.has(error.name);
}

const networkErrors = new Set(["AbortError", "TimeoutError", "AggregateError"]);

/** The code as the service sent it, where the SDK keeps it beside the error's name. */
function codeOf(error: Error): string {
  const code: unknown = Reflect.get(error, "Code") ?? Reflect.get(error, "code");
  return typeof code === "string" ? code : error.name;
}
