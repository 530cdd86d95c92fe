import { TaskError } from "../task-handler.ts";
import { loadSdkPackage, type SdkClient, type SdkPackage } from "./sdk-package.ts";

export interface KmsClientOptions {
  /** The folder whose project has `@aws-sdk/client-kms`. */
  readonly projectFolder: string;
  /** AWS_ENDPOINT_URL_KMS, AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID … */
  readonly environment: { readonly [name: string]: string | undefined };
}

/**
 * Calls KMS's actions in the SDK's own forms, once each, with whatever credentials the SDK finds.
 * The package is loaded when the first call is made.
 */
export class KmsClient {
  private readonly options: KmsClientOptions;
  private sdkPackage: SdkPackage | undefined;
  /** By region and account. */
  private readonly clients = new Map<string, SdkClient>();

  constructor(options: KmsClientOptions) {
    this.options = options;
  }

  /**
   * Rejects with the SDK's errors, and with an Error that names the package where it is missing.
   * @param arn the resource in whose region and account the key is
   */
  async call(action: string, input: object, arn: string): Promise<object> {
    this.sdkPackage ??= this.loadPackage();
    const Command = this.sdkPackage.commands.get(action);
    if (Command === undefined) throw new Error(`KMS has no action ${action}`);
    const client = this.client(this.sdkPackage, arn);
    return client.send(new Command(input), { abortSignal: AbortSignal.timeout(callMsMax) });
  }

  /** Closes the connections. */
  close(): void {
    for (const client of this.clients.values()) client.destroy();
    this.clients.clear();
  }

  private client({ Client }: SdkPackage, arn: string): SdkClient {
    const [, , , region = "us-east-1", account = ""] = arn.split(":");
    const key = `${region} ${account}`;
    const known = this.clients.get(key);
    if (known !== undefined) return known;
    // Not destroyed: their calls may be under way.
    if (this.clients.size >= clientsMax) this.clients.clear();
    const client = new Client({ region, maxAttempts: 1, ...this.localEndpoint(account) });
    this.clients.set(key, client);
    return client;
  }

  /** Local endpoints take any key; from one of twelve digits they read the account. */
  private localEndpoint(account: string): object {
    const { environment } = this.options;
    const endpoint = environment.AWS_ENDPOINT_URL_KMS ?? environment.AWS_ENDPOINT_URL;
    if (endpoint === undefined || endpoint === "") return {};
    const isGiven = [environment.AWS_ACCESS_KEY_ID, environment.AWS_PROFILE].some(Boolean);
    const credentials = { accessKeyId: account, secretAccessKey: "local" };
    return { endpoint, ...(!isGiven && { credentials }) };
  }

  private loadPackage(): SdkPackage {
    try {
      return loadSdkPackage("kms", this.options.projectFolder);
    } catch (error) {
      throw error instanceof TaskError ? new Error(error.cause ?? error.error) : error;
    }
  }
}

/** Whoever asks for more waits for an answer to his own request. */
const callMsMax = 10_000;
const clientsMax = 200;
