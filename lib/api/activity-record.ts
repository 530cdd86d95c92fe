import type { ActivityRecord } from "../engine/definitions-port.ts";
import type { ApiContext } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { readArn } from "./arn.ts";

/** The activity. Throws InvalidArn or ActivityDoesNotExist. */
export async function findActivity(
  { engine }: ApiContext,
  activityArn: string,
): Promise<ActivityRecord> {
  readArn(activityArn, "activity");
  const record = await engine.ports.definitions.get(activityArn);
  if (record?.kind === "activity") return record;
  throw new ApiError("ActivityDoesNotExist", `Activity Does Not Exist: '${activityArn}'`);
}
