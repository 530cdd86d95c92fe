import type { Credentials } from "../../engine/credentials-port.ts";
import type { Clock, TaskRequest } from "../../engine/ports.ts";
import { AssumedRoles } from "../../integrations/assumed-roles.ts";
import { roleOf } from "../../integrations/sdk/role-of.ts";
import type { SdkCaller } from "../../integrations/sdk/sdk-caller.ts";
import { SdkClients } from "../../integrations/sdk/sdk-clients.ts";
import type { Environment } from "./runtime-settings.ts";
import { loadSdkChunk, type SdkChunks } from "./sdk-chunks.ts";
import { serviceBoundMs } from "./task-bound.ts";

export interface StateMachineSdkParts {
  readonly environment: Environment;
  readonly chunks: SdkChunks;
  readonly clock: Pick<Clock, "now">;
}

/** Calls with the rights of state machines' roles, and of the roles that their Tasks name. */
export interface StateMachineSdk {
  readonly sdk: SdkCaller;
  /** The role of a Task's state machine, or the one that the Task names. */
  readonly credentials: Credentials;
}

/**
 * The function itself may do nothing but assume the role of each state machine; roles that Tasks
 * name are assumed with that one's rights, as Step Functions does.
 */
export function stateMachineSdk(parts: StateMachineSdkParts): StateMachineSdk {
  const { environment, chunks, clock } = parts;
  const options = {
    projectFolder: "",
    environment,
    callMsMax: serviceBoundMs,
    loadPackage: (service: string) => loadSdkChunk(chunks, service),
  };
  const none: Credentials = {
    assumeRole: () => Promise.reject(new Error("the function's own calls assume no role")),
  };
  const functionsOwn = new SdkClients({ ...options, credentials: none });
  const ofStateMachines = new AssumedRoles(() => functionsOwn, clock);
  const stateMachines: SdkCaller = new SdkClients({
    ...options,
    credentials: ofStateMachines,
    ownRole,
  });
  const ofTasks = new AssumedRoles(() => stateMachines, clock);
  const credentials: Credentials = {
    assumeRole: (roleArn, request) => {
      const roles = roleOf(request) === undefined ? ofStateMachines : ofTasks;
      return roles.assumeRole(roleArn, request);
    },
  };
  return { sdk: new SdkClients({ ...options, credentials, ownRole }), credentials };
}

export function ownRole({ execution }: TaskRequest): string {
  return execution.roleArn;
}
