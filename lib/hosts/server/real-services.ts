import { FileConnections } from "../../adapters/file/connections.ts";
import type { Connections } from "../../engine/connections-port.ts";
import type { Credentials } from "../../engine/credentials-port.ts";
import type { Engine } from "../../engine/engine.ts";
import { answerTask, sendHeartbeat } from "../../engine/task-answers.ts";
import { AssumedRoles } from "../../integrations/assumed-roles.ts";
import { AtLeastOnce } from "../../integrations/delivery.ts";
import { HttpInvoker } from "../../integrations/http/http-invoker.ts";
import { EndpointLambda } from "../../integrations/lambda/endpoint-lambda.ts";
import type { LambdaBackend } from "../../integrations/lambda/lambda-backend.ts";
import { LambdaBackends } from "../../integrations/lambda/lambda-backends.ts";
import { LocalFunctions } from "../../integrations/lambda/local-functions.ts";
import { SdkLambda } from "../../integrations/lambda/sdk-lambda.ts";
import { jsonFromPlain } from "../../integrations/plain-json.ts";
import type { SdkCaller } from "../../integrations/sdk/sdk-caller.ts";
import { SdkClients } from "../../integrations/sdk/sdk-clients.ts";
import type { IntegrationServices } from "../../integrations/service-integration.ts";
import type { TaskServices } from "../../integrations/task-context.ts";
import { type OwnCall, OwnStateMachines } from "./own-state-machines.ts";
import type { ServerLog } from "./server-log.ts";
import type { ServerOptions } from "./server-options.ts";

/** What Tasks need of the server that performs them. */
export interface RealServicesHost {
  engine(): Engine;
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Where this server is reached. */
  url(): string;
  /** Calls an operation of this server. */
  readonly call: OwnCall;
  readonly log: ServerLog;
}

/** What real Tasks are performed with; made when the first one is. Throws ConnectionsFault. */
export function realServices(
  options: ServerOptions,
  host: RealServicesHost,
): () => IntegrationServices {
  // Read now: what is wrong with the file is said at the start.
  const connections = new FileConnections(options.connections ?? {}, options.environment);
  let made: IntegrationServices | undefined;
  return () => {
    made ??= makeServices(options, host, connections);
    return made;
  };
}

function makeServices(
  options: ServerOptions,
  host: RealServicesHost,
  connections: Connections,
): IntegrationServices {
  const { environment, projectFolder } = options;
  const credentials: Credentials = new AssumedRoles(() => sdk, { now: host.now });
  const clients = new SdkClients({ projectFolder, environment, credentials });
  const { AWS_ENDPOINT_URL_SFN: otherEndpoint } = environment;
  const hasOtherStateMachines = otherEndpoint !== undefined && !isAt(otherEndpoint, host.url());
  const sdk: SdkCaller = hasOtherStateMachines ? clients : new OwnStateMachines(host.call, clients);
  return {
    engine: host.engine(),
    sdk,
    lambda: new LambdaBackends(lambdaBackends(options, host, sdk)),
    http: new HttpInvoker({ connections, now: host.now }),
    hasOtherStateMachines,
    atLeastOnce: new AtLeastOnce(options.atLeastOnce ?? []),
  };
}

/** Whether the endpoint is this server: whoever calls it may have set that for all. */
function isAt(endpoint: string, own: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const [there, here] = [new URL(endpoint), new URL(own)];
  if (there.port !== here.port) return false;
  return there.hostname === here.hostname || /^(?:localhost|127\..*|\[::1\])$/.test(there.hostname);
}

/** Functions of this process first, then those of an endpoint, or what the SDK reaches. */
function lambdaBackends(
  { functions = {}, lambdaEndpoint, projectFolder }: ServerOptions,
  host: RealServicesHost,
  sdk: SdkCaller,
): readonly LambdaBackend[] {
  const local = new LocalFunctions({
    functions,
    folder: projectFolder,
    services: () => taskServices(host),
    printed: ({ functionName, executionArn, level, text }) => {
      host.log.info("function printed", { functionName, executionArn, stream: level, text });
    },
  });
  const rest =
    lambdaEndpoint === undefined ? new SdkLambda(sdk) : new EndpointLambda(lambdaEndpoint);
  return [local, rest];
}

function taskServices({ engine, sleep }: RealServicesHost): TaskServices {
  return {
    sleep,
    sendTaskSuccess: (taskToken, output) => {
      const outcome = { type: "succeeded", output: jsonFromPlain(output) } as const;
      void answerTask(engine(), taskToken, outcome);
    },
    sendTaskFailure: (taskToken, { error, cause }) => {
      void answerTask(engine(), taskToken, { type: "failed", error, cause });
    },
    sendTaskHeartbeat: (taskToken) => void sendHeartbeat(engine(), taskToken),
  };
}
