import { fileURLToPath } from "node:url";
import { FileConnections } from "../../lib/adapters/file/connections.ts";
import type { RunTask } from "../../lib/core/command.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import type { TaskReply } from "../../lib/engine/task-reply.ts";
import { HttpInvoker } from "../../lib/integrations/http/http-invoker.ts";
import { SdkClients } from "../../lib/integrations/sdk/sdk-clients.ts";
import type { IntegrationServices } from "../../lib/integrations/service-integration.ts";
import { ServiceInvoker } from "../../lib/integrations/service-invoker.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import { Rig } from "../engine/rig.ts";
import { taskRequest } from "./task-request.ts";

const nobody = new Error("nobody is to be called");

/** What integrations work with in a test: real SDK clients that call a server on this machine. */
export function servicesAt(
  endpoint: string,
  engine: Engine = new Rig().engine,
): IntegrationServices {
  return {
    engine,
    lambda: { has: () => false, invoke: () => Promise.reject(nobody) },
    sdk: new SdkClients({
      projectFolder: fileURLToPath(new URL("../..", import.meta.url)),
      environment: { AWS_ENDPOINT_URL: endpoint },
      credentials: { assumeRole: () => Promise.reject(nobody) },
    }),
    http: new HttpInvoker({ connections: new FileConnections({}, {}), now: () => 0 }),
    hasOtherStateMachines: true,
  };
}

/** One attempt at a Task with this Resource: `sqs:sendMessage` is enough of it. */
export async function callService(
  endpoint: string,
  resource: string,
  parameters: JsonValue,
  task: Partial<RunTask> = {},
): Promise<TaskReply> {
  const invoker = new ServiceInvoker(() => servicesAt(endpoint));
  return invoker.invoke(taskRequest(`arn:aws:states:::${resource}`, parameters, task));
}
