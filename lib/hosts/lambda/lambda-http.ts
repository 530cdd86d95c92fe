import type { Clock } from "../../engine/ports.ts";
import { HttpInvoker } from "../../integrations/http/http-invoker.ts";
import type { SdkCaller } from "../../integrations/sdk/sdk-caller.ts";
import { SecretConnections } from "./secret-connections.ts";

/** Makes the calls of HTTP Tasks, by EventBridge's connections. */
export function lambdaHttp(sdk: SdkCaller, clock: Pick<Clock, "now">): HttpInvoker {
  const now = (): number => clock.now();
  return new HttpInvoker({ connections: new SecretConnections(sdk, now), now });
}
