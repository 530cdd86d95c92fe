import type { TaskRequest } from "../../engine/ports.ts";

/** Whose rights are asked for. */
interface Owner {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly roleArn: string;
}

/** A call that no Task makes, with the rights of a state machine: as one of its Tasks would ask. */
export function roleRequest({ executionArn, stateMachineArn, roleArn }: Owner): TaskRequest {
  return {
    execution: {
      executionArn,
      stateMachineArn,
      roleArn,
      name: "",
      stateMachineName: "",
      type: "STANDARD",
    },
    incarnation: 0,
    task: {
      attempt: 0,
      stateName: "",
      retryCount: 0,
      resource: "",
      parameters: {},
      credentials: undefined,
      taskToken: undefined,
      timeoutSeconds: undefined,
      heartbeatSeconds: undefined,
    },
    at: 0,
  };
}
