import type { TaskRequest } from "../../engine/ports.ts";
import { ownValue } from "../../language/json.ts";

/** The role that the Task names. */
export function roleOf({ task }: TaskRequest): string | undefined {
  const roleArn = task.credentials && ownValue(task.credentials, "RoleArn");
  return typeof roleArn === "string" ? roleArn : undefined;
}
