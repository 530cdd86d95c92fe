import type { Nothing, Operation } from "./api-context.ts";
import { readArn } from "./arn.ts";
import { deleteRecord } from "./delete-record.ts";

/**
 * Deleting an activity that is not there is done already.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteActivity.html
 */
export const deleteActivity: Operation<{ readonly activityArn: string }, Nothing> = async (
  context,
  { activityArn },
) => {
  readArn(activityArn, "activity");
  await deleteRecord(context, activityArn);
  return {};
};
