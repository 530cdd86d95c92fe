import { Logger } from "@aws-lambda-powertools/logger";
import { bundledClients, bundledClientsFolder } from "../environment/bundled-clients.ts";
import { variables } from "../environment/variables.ts";
import type { AwsRuntimeParts } from "./aws-runtime.ts";
import type { LambdaLog } from "./lambda-log.ts";
import type { Environment } from "./runtime-settings.ts";
import type { SdkChunk, SdkChunks } from "./sdk-chunks.ts";

/** What Lambda and its bundle give a function. `url`: of the module that has its handler. */
export function functionParts(url: string, environment: Environment): AwsRuntimeParts {
  return {
    environment,
    log: functionLog(environment),
    chunks: chunksBeside(url),
    // Not by the console, to whose lines Lambda adds something of its own.
    write: (line) => void process.stdout.write(`${line}\n`),
  };
}

/** https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/ */
function functionLog(environment: Environment): LambdaLog {
  const logLevel = (environment[variables.logLevel] ?? "WARN") as "WARN";
  const logger = new Logger({ serviceName: "stepwright", logLevel });
  return {
    error: (message, fields = {}) => logger.error(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    info: (message, fields = {}) => logger.info(message, fields),
    debug: (message, fields = {}) => logger.debug(message, fields),
  };
}

function chunksBeside(url: string): SdkChunks {
  const names: ReadonlySet<string> = new Set(bundledClients);
  const folder = new URL(`./${bundledClientsFolder}/`, url);
  return {
    has: (client) => names.has(client),
    load: (client): Promise<SdkChunk> => import(new URL(`${client}.mjs`, folder).href),
  };
}
