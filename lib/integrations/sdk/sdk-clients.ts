import { type MaybePromise, whenDone } from "../../core/maybe-promise.ts";
import type { Credentials } from "../../engine/credentials-port.ts";
import type { TaskRequest } from "../../engine/ports.ts";
import { roleOf } from "./role-of.ts";
import type { SdkAnswer, SdkCall, SdkCaller } from "./sdk-caller.ts";
import {
  loadSdkPackage,
  type SdkClient,
  type SdkClientConfig,
  type SdkPackage,
} from "./sdk-package.ts";
import { sendCommand } from "./send-command.ts";

export interface SdkClientsOptions {
  /** The folder whose project has the client packages. */
  readonly projectFolder: string;
  /** AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_<SERVICE>, AWS_ACCESS_KEY_ID … */
  readonly environment: { readonly [name: string]: string | undefined };
  /** The roles that Tasks name in Credentials, and `ownRole`'s. */
  readonly credentials: Credentials;
  /** The role with whose rights a Task calls that names none. Default: whatever the SDK finds. */
  ownRole?(request: TaskRequest): string | undefined;
  /** Where the package comes from. Default: the folder's project, or where Stepwright is. */
  loadPackage?(service: string): MaybePromise<SdkPackage>;
  /** How long a call of the service may take. Default: 15 minutes, or what its Task says. */
  callMsMax?(service: string): number | undefined;
}

/** The SDK's clients, loaded and made when a Task needs them. */
export class SdkClients implements SdkCaller {
  private readonly options: SdkClientsOptions;
  private readonly packages = new Map<string, SdkPackage>();
  private readonly clients = new Map<string, SdkClient>();

  constructor(options: SdkClientsOptions) {
    this.options = options;
  }

  async call(call: SdkCall): Promise<SdkAnswer> {
    const { service, request, signal } = call;
    const sdkPackage = await this.package(service);
    return withBound(signal, this.boundMs(service, request), (signal) =>
      sendCommand(sdkPackage, { ...call, signal }, () => this.client(service, sdkPackage, request)),
    );
  }

  /** Closes the connections. */
  close(): void {
    for (const client of this.clients.values()) client.destroy();
    this.clients.clear();
  }

  private package(service: string): MaybePromise<SdkPackage> {
    const known = this.packages.get(service);
    if (known !== undefined) return known;
    const { loadPackage, projectFolder } = this.options;
    const loaded = loadPackage?.(service) ?? loadSdkPackage(service, projectFolder);
    return whenDone(loaded, (sdkPackage) => {
      this.packages.set(service, sdkPackage);
      return sdkPackage;
    });
  }

  /** Above the Task's own bound, so that it is the state's timeout that shows. */
  private boundMs(service: string, { task }: TaskRequest): number {
    const { timeoutSeconds = secondsMax } = task;
    const callMsMax = this.options.callMsMax?.(service) ?? Number.POSITIVE_INFINITY;
    return Math.min(1_000 * timeoutSeconds, callMsMax) + 10_000;
  }

  private client(service: string, sdkPackage: SdkPackage, request: TaskRequest): SdkClient {
    const region = regionOf(request);
    const roleArn = roleOf(request) ?? this.options.ownRole?.(request);
    // A role's session belongs to the state machine.
    const owner = roleArn && `${roleArn} ${request.execution.stateMachineArn}`;
    const key = JSON.stringify([service, region, owner]);
    const known = this.clients.get(key);
    if (known !== undefined) return known;
    // Not destroyed: their calls may be under way.
    if (this.clients.size >= clientsMax) this.clients.clear();
    const client = new sdkPackage.Client({
      region,
      // At-most-once: whether the attempt is made again is for the state machine's Retry to say.
      maxAttempts: 1,
      requestHandler: { httpAgent: { maxSockets }, httpsAgent: { maxSockets } },
      ...this.endpoint(sdkPackage),
      ...this.credentials(request, roleArn, this.endpoint(sdkPackage) !== undefined),
    });
    this.clients.set(key, client);
    return client;
  }

  /** The SDK knows both variables itself, but not how local endpoints want to be spoken to. */
  private endpoint({ name }: SdkPackage): SdkClientConfig | undefined {
    const { environment } = this.options;
    const id = name.slice("@aws-sdk/client-".length).replaceAll("-", "_").toUpperCase();
    const endpoint = environment[`AWS_ENDPOINT_URL_${id}`] ?? environment.AWS_ENDPOINT_URL;
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

/** What the longest synchronous call takes: a Lambda function's. */
const secondsMax = 900;

/** Runs the work with a signal that the other one, or the end of the time, aborts. */
async function withBound<T>(
  signal: AbortSignal,
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, Math.min(milliseconds, timerMsMax));
  timer.unref();
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

/** What a timer can take. */
const timerMsMax = 2 ** 31 - 1;
