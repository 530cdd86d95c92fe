import { timingSafeEqual } from "node:crypto";
import { DataKeys } from "../../adapters/kms/data-keys.ts";
import type { KmsCalls } from "../../adapters/kms/kms-calls.ts";
import { ApiError } from "../../api/api-error.ts";
import type { ProtocolCall } from "../../api/protocol.ts";
import { KmsClient } from "../../integrations/sdk/kms-client.ts";
import { HttpEndpoint } from "./http-endpoint.ts";
import { openStores } from "./open-stores.ts";
import { ServerClock } from "./server-clock.ts";
import { type ServerLog, serverLog } from "./server-log.ts";
import type { ServerOptions } from "./server-options.ts";
import { ServerWorld } from "./server-world.ts";

/** A Step Functions endpoint on this machine. */
export interface Server {
  /** `http://127.0.0.1:8083` */
  readonly url: string;
  /** Accepts no more requests, answers those that it has, and records what is under way. */
  stop(): Promise<void>;
}

/** Starts a server; it answers when this does. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const log = serverLog(options.logLevel ?? "info", options.log, Date.now);
  if (options.key === undefined && !isLoopback(options.host)) {
    throw new TypeError(`a server that listens at ${options.host} needs a key`);
  }
  const clock = new ServerClock();
  const kms = new KmsClient(options);
  // The SDK's own forms are those that KmsCalls writes down.
  const calls = ((action, input, arn) => kms.call(action, input, arn)) as KmsCalls;
  const keys = new DataKeys(calls, () => clock.now());
  const stores = await openStores(
    options.dataFolder,
    () => clock.now(),
    keys,
    (error) => log.error("defect", { stack: String(error) }),
  );
  const world = new ServerWorld({ clock, stores, keys, options, log });
  const endpoint = new HttpEndpoint(
    {
      admit: (call) => admit(call, options.key),
      call: ({ operation, caller }, request, hungUp) =>
        world.call(operation, request, caller, hungUp),
    },
    log,
    options.limits,
  );
  const port = await endpoint.listen(options.port, options.host).catch((error: unknown) => {
    stores.close();
    throw error;
  });
  const url = urlOf(options.host, port);
  world.start(url);
  let stopped: Promise<void> | undefined;
  return {
    url,
    stop: () => {
      stopped ??= stop(endpoint, world, stores, log).finally(() => kms.close());
      return stopped;
    },
  };
}

async function stop(
  endpoint: HttpEndpoint,
  world: ServerWorld,
  stores: { close(): void },
  log: ServerLog,
): Promise<void> {
  log.info("stopping");
  const timer = setTimeout(() => {
    log.warn("not everything that was under way has come to its end");
    endpoint.destroy();
    world.giveUp();
  }, graceMs);
  world.endPolls();
  await endpoint.close();
  await world.stop();
  clearTimeout(timer);
  stores.close();
  log.info("stopped");
}

/** How long requests and Tasks may take that were there when the server was told to stop. */
const graceMs = 10_000;

/** Nobody but this machine reaches these. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function admit({ caller }: ProtocolCall, key: string | undefined): void {
  if (key === undefined || sameText(caller.accessKeyId, key)) return;
  throw new ApiError(
    "UnrecognizedClientException",
    "The security token included in the request is invalid.",
  );
}

/** Takes as long for a wrong text as for the right one. */
function sameText(given: string, right: string): boolean {
  const [left, other] = [Buffer.from(given), Buffer.from(right)];
  return left.length === other.length && timingSafeEqual(left, other);
}

function urlOf(host: string, port: number): string {
  const reached = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${reached.includes(":") ? `[${reached}]` : reached}:${port}`;
}
