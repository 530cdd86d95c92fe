import { createRequire } from "node:module";
import { withoutLineage } from "../../adapters/aws/sdk-calls.ts";
import {
  loadSdkPackage,
  type SdkExports,
  type SdkPackage,
  sdkPackageOf,
} from "../../integrations/sdk/sdk-package.ts";
import type { SdkSchemas } from "../../integrations/sdk/sdk-schema.ts";
import { sdkClientName } from "../../language/sdk-services.ts";

/** A client of the SDK that is bundled with a function: what its file exports. */
export interface SdkChunk {
  readonly client: SdkExports;
  readonly NormalizedSchema: SdkSchemas;
}

/** The clients that a function comes with, by their packages' names without `@aws-sdk/client-`. */
export interface SdkChunks {
  has(client: string): boolean;
  load(client: string): Promise<SdkChunk>;
}

/**
 * The client package of a service: bundled with the function, or else the one that Lambda's Node.js
 * brings. Throws TaskError if there is none.
 */
export async function loadSdkChunk(chunks: SdkChunks, service: string): Promise<SdkPackage> {
  const name = clientOf(service);
  const sdkPackage = chunks.has(name)
    ? await bundled(chunks, name)
    : loadSdkPackage(service, functionFolder);
  const { Client } = sdkPackage;
  class Unchained extends Client {
    constructor(config: ConstructorParameters<typeof Client>[0]) {
      super(config);
      withoutLineage(this as never);
    }
  }
  return { ...sdkPackage, Client: Unchained };
}

/** Can the service be called from this function? */
export function hasSdkClient(chunks: SdkChunks, service: string): boolean {
  const name = clientOf(service);
  if (chunks.has(name)) return true;
  try {
    createRequire(`${functionFolder}/`).resolve(`@aws-sdk/client-${name}`);
    return true;
  } catch {
    return false;
  }
}

/** Where Lambda puts a function's code; what it requires is also looked for beside the runtime. */
const functionFolder = "/var/task";

async function bundled(chunks: SdkChunks, name: string): Promise<SdkPackage> {
  const { client, NormalizedSchema } = await chunks.load(name);
  return sdkPackageOf(`@aws-sdk/client-${name}`, client, NormalizedSchema);
}

function clientOf(service: string): string {
  return sdkClientName(service) ?? service;
}
