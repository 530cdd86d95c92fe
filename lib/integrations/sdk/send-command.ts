import { TaskError } from "../task-handler.ts";
import { withIdempotencyKey } from "./idempotency.ts";
import type { SdkAnswer, SdkCall } from "./sdk-caller.ts";
import { sdkInput, sdkOutput } from "./sdk-casing.ts";
import { keepHeaders } from "./sdk-headers.ts";
import { failureOf, metadataOf } from "./sdk-metadata.ts";
import type { SdkClient, SdkPackage } from "./sdk-package.ts";
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
  const given = sdkInput(input, parameters);
  const { idempotencyKey: key } = call;
  const command = new Command(key === undefined ? given : withIdempotencyKey(input, given, key));
  const headers = keepHeaders(command);
  const client = connect();
  try {
    const answer = await client.send(command, { abortSignal: signal });
    return {
      output: sdkOutput(output, await withBody(output, answer), naming),
      ...metadataOf(answer),
      headers: headers(),
    };
  } catch (error) {
    throw failureOf(error, client.config.serviceId, sdkPackage.BaseException);
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
