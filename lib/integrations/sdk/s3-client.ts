import { BlobError } from "../../engine/blobs-port.ts";
import { TaskError } from "../task-handler.ts";
import { loadSdkPackage, type SdkClient, type SdkPackage } from "./sdk-package.ts";

export interface S3ClientOptions {
  /** The folder whose project has `@aws-sdk/client-s3`. */
  readonly projectFolder: string;
  /** AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID … */
  readonly environment: { readonly [name: string]: string | undefined };
}

/**
 * Calls S3's actions in the SDK's own forms, for what Map Runs read and write. The client is loaded
 * when the first call is made. Reading twice does no harm, so the SDK may retry.
 */
export class S3Client {
  private readonly options: S3ClientOptions;
  private loaded: { readonly sdkPackage: SdkPackage; readonly client: SdkClient } | undefined;

  constructor(options: S3ClientOptions) {
    this.options = options;
  }

  /** Rejects with the SDK's errors, and with BlobError if there is no SDK. */
  async call(action: string, input: object): Promise<object> {
    this.loaded ??= this.load();
    const { sdkPackage, client } = this.loaded;
    const Command = sdkPackage.commands.get(action);
    if (Command === undefined) throw new BlobError("Unavailable", `S3 has no action ${action}`);
    return client.send(new Command(input), { abortSignal: new AbortController().signal });
  }

  private load(): { readonly sdkPackage: SdkPackage; readonly client: SdkClient } {
    const sdkPackage = this.loadPackage();
    const { environment } = this.options;
    const client = new sdkPackage.Client({
      region: environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? "us-east-1",
      followRegionRedirects: true,
      // Not all that speaks like S3 knows the checksums that the SDK adds on its own.
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      ...localEndpoint(environment),
    });
    return { sdkPackage, client };
  }

  private loadPackage(): SdkPackage {
    try {
      return loadSdkPackage("s3", this.options.projectFolder);
    } catch (error) {
      if (!(error instanceof TaskError)) throw error;
      throw new BlobError("Unavailable", error.cause ?? error.error);
    }
  }
}

/** Local endpoints know no buckets by host name, and take any key. */
function localEndpoint(environment: S3ClientOptions["environment"]): object {
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  if (endpoint === undefined || endpoint === "") return {};
  const isGiven = [environment.AWS_ACCESS_KEY_ID, environment.AWS_PROFILE].some(Boolean);
  const credentials = { accessKeyId: "123456789012", secretAccessKey: "local" };
  return { endpoint, forcePathStyle: true, ...(!isGiven && { credentials }) };
}
