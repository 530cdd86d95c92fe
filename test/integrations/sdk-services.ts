import { fileURLToPath } from "node:url";
import type { Credentials } from "../../lib/engine/credentials-port.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import { HttpInvoker } from "../../lib/integrations/http/http-invoker.ts";
import { LambdaBackends } from "../../lib/integrations/lambda/lambda-backends.ts";
import { SdkClients } from "../../lib/integrations/sdk/sdk-clients.ts";
import type { IntegrationServices } from "../../lib/integrations/service-integration.ts";
import { ServiceInvoker } from "../../lib/integrations/service-invoker.ts";

const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

const noRoles: Credentials = {
  assumeRole: () => Promise.reject(new Error("no role was to be assumed")),
};

/** SDK clients of this project, all speaking to one endpoint. */
export function sdkClients(
  endpoint: string,
  {
    credentials = noRoles,
    folder = projectFolder,
    environment = {},
  }: {
    readonly credentials?: Credentials;
    readonly folder?: string;
    readonly environment?: { readonly [name: string]: string };
  } = {},
): SdkClients {
  return new SdkClients({
    projectFolder: folder,
    environment: { AWS_ENDPOINT_URL: endpoint, ...environment },
    credentials,
  });
}

/** An invoker for Tasks that need neither engine nor connections. */
export function serviceInvoker(
  services: Partial<Pick<IntegrationServices, "sdk" | "lambda" | "atLeastOnce">>,
): ServiceInvoker {
  const unused = (what: string) => () => {
    throw new Error(`the Task was not to need ${what}`);
  };
  const given: IntegrationServices = {
    engine: undefined as unknown as Engine,
    sdk: { call: unused("the SDK") },
    lambda: new LambdaBackends([]),
    http: new HttpInvoker({ connections: { find: unused("a connection") }, now: () => 0 }),
    ...services,
  };
  return new ServiceInvoker(() => given);
}
