import type { RunTask } from "../../lib/core/command.ts";
import type { TaskRequest } from "../../lib/engine/ports.ts";
import type { JsonValue } from "../../lib/language/json.ts";

/** One attempt at a Task that calls this Resource. */
export function taskRequest(
  resource: string,
  parameters: JsonValue,
  task: Partial<RunTask> = {},
): TaskRequest {
  return {
    execution: {
      executionArn: "arn:aws:states:eu-west-1:123456789012:execution:machine:run",
      name: "run",
      roleArn: "arn:aws:iam::123456789012:role/role",
      stateMachineArn: "arn:aws:states:eu-west-1:123456789012:stateMachine:machine",
      stateMachineName: "machine",
      type: "STANDARD",
    },
    incarnation: 1,
    task: { attempt: 3, stateName: "Call", retryCount: 0, resource, parameters, ...task },
    at: Date.UTC(2026, 0, 1),
  };
}
