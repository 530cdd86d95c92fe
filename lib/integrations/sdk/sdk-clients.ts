import type { Credentials } from "../../engine/credentials-port.ts";
import type { TaskRequest } from "../../engine/ports.ts";
import { ownValue } from "../../language/json.ts";
import { sdkClassName } from "../../language/sdk-names.ts";
import { TaskError } from "../task-handler.ts";
import { type SdkAnswer, type SdkCall, type SdkCaller, SdkFailure } from "./sdk-caller.ts";
import { sdkInput, sdkOutput } from "./sdk-casing.ts";
import {
  loadSdkPackage,
  type SdkClient,
  type SdkClientConfig,
  type SdkCommand,
  type SdkPackage,
} from "./sdk-package.ts";
import type { SdkSchema } from "./sdk-schema.ts";
import { readStream } from "./sdk-stream.ts";

export interface SdkClientsOptions {
  /** The folder whose project has the client packages. */
  readonly projectFolder: string;
  /** AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_<SERVICE>, AWS_ACCESS_KEY_ID … */
  readonly environment: { readonly [name: string]: string | undefined };
  /** The roles that Tasks name in Credentials. */
  readonly credentials: Credentials;
  /** Endpoints by service, where the environment names none: `sfn`, `lambda`. */
  readonly endpoints?: { readonly [service: string]: string } | undefined;
}

/** The SDK's clients, loaded and made when a Task needs them. */
export class SdkClients implements SdkCaller {
  private readonly options: SdkClientsOptions;
  private readonly packages = new Map<string, SdkPackage>();
  private readonly clients = new Map<string, SdkClient>();

  constructor(options: SdkClientsOptions) {
    this.options = options;
  }

  async call({ naming = "java", ...call }: SdkCall): Promise<SdkAnswer> {
    const { service, action, parameters, request, signal } = call;
    const sdkPackage = this.package(service);
    const Command = sdkPackage.commands.get(action);
    if (Command === undefined) throw unknownAction(service, action, sdkPackage);
    const [, , , , inputReference, outputReference] = new Command({}).schema ?? [];
    const input = sdkPackage.schemaOf(inputReference);
    const output = sdkPackage.schemaOf(outputReference);
    refuseEventStreams(service, action, [input, output]);
    const command = new Command(sdkInput(input, parameters));
    const headers = headersOf(command);
    const client = this.client(service, sdkPackage, request);
    const bound = AbortSignal.timeout(boundMs(request));
    const abortSignal = AbortSignal.any([signal, bound]);
    try {
      const answer = await client.send(command, { abortSignal });
      return {
        output: sdkOutput(output, await withBody(output, answer), naming),
        ...metadataOf(answer),
        headers: headers(),
      };
    } catch (error) {
      throw asFailure(error, client, sdkPackage);
    }
  }

  /** Closes the connections. */
  close(): void {
    for (const client of this.clients.values()) client.destroy();
    this.clients.clear();
  }

  private package(service: string): SdkPackage {
    const known = this.packages.get(service);
    if (known !== undefined) return known;
    const loaded = loadSdkPackage(service, this.options.projectFolder);
    this.packages.set(service, loaded);
    return loaded;
  }

  private client(service: string, sdkPackage: SdkPackage, request: TaskRequest): SdkClient {
    const region = regionOf(request);
    const roleArn = roleOf(request);
    const key = JSON.stringify([service, region, roleArn]);
    const known = this.clients.get(key);
    if (known !== undefined) return known;
    if (this.clients.size >= clientsMax) this.forgetOldestClient();
    const client = new sdkPackage.Client({
      region,
      // At-most-once: whether the attempt is made again is for the state machine's Retry to say.
      maxAttempts: 1,
      requestHandler: { httpAgent: { maxSockets }, httpsAgent: { maxSockets } },
      ...this.endpoint(service, sdkPackage),
      ...this.credentials(request, roleArn, this.endpoint(service, sdkPackage) !== undefined),
    });
    this.clients.set(key, client);
    return client;
  }

  private forgetOldestClient(): void {
    const [oldest] = this.clients;
    if (oldest === undefined) return;
    const [key, client] = oldest;
    this.clients.delete(key);
    client.destroy();
  }

  /** The SDK knows both variables itself, but not how local endpoints want to be spoken to. */
  private endpoint(service: string, { name }: SdkPackage): SdkClientConfig | undefined {
    const { environment, endpoints = {} } = this.options;
    const id = name.slice("@aws-sdk/client-".length).replaceAll("-", "_").toUpperCase();
    const endpoint =
      environment[`AWS_ENDPOINT_URL_${id}`] ?? environment.AWS_ENDPOINT_URL ?? endpoints[service];
    if (endpoint === undefined || endpoint === "") return undefined;
    return { endpoint, forcePathStyle: true, useQueueUrlAsEndpoint: false };
  }

  private credentials(
    request: TaskRequest,
    roleArn: string | undefined,
    isLocal: boolean,
  ): SdkClientConfig {
    const { environment, credentials } = this.options;
    if (roleArn !== undefined) {
      return { credentials: () => credentials.assumeRole(roleArn, request) };
    }
    const given = credentialVariables.some((name) => environment[name] !== undefined);
    if (!isLocal || given) return {};
    // A local endpoint takes any key; from one of twelve digits it reads the account.
    const [, , , , account = ""] = request.execution.executionArn.split(":");
    return { credentials: { accessKeyId: account, secretAccessKey: "local" } };
  }
}

const maxSockets = 500;
const clientsMax = 200;

const credentialVariables = [
  "AWS_ACCESS_KEY_ID",
  "AWS_PROFILE",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

function regionOf({ execution }: TaskRequest): string {
  return execution.executionArn.split(":")[3] ?? "us-east-1";
}

function roleOf({ task }: TaskRequest): string | undefined {
  const roleArn = task.credentials && ownValue(task.credentials, "RoleArn");
  return typeof roleArn === "string" ? roleArn : undefined;
}

/** Above the Task's own bound, so that the state's timeout comes first and is the one that shows. */
function boundMs({ task }: TaskRequest): number {
  return 1_000 * ((task.timeoutSeconds ?? secondsMax) + 10);
}

/** What the longest synchronous call takes: a Lambda function's. */
const secondsMax = 900;

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
  return new SdkFailure(error.message, {
    service: sdkClassName(client.config.serviceId ?? ""),
    modelled: isModelled ? error.name : undefined,
    code: codeOf(error),
    statusCode: httpStatusCode,
    requestId,
    extendedRequestId,
  });
}

/** The code as the service sent it, where the SDK keeps it beside the error's name. */
function codeOf(error: Error): string {
  const code: unknown = Reflect.get(error, "Code") ?? Reflect.get(error, "code");
  return typeof code === "string" ? code : error.name;
}
