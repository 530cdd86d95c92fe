import type { Nothing, Operation } from "./api-context.ts";
import { readArn } from "./arn.ts";

/**
 * Deleting an activity that is not there is done already.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteActivity.html
 */
export const deleteActivity: Operation<{ readonly activityArn: string }, Nothing> = async (
  { engine },
  { activityArn },
) => {
  readArn(activityArn, "activity");
  const { definitions } = engine.ports;
  const record = await definitions.get(activityArn);
  if (record !== undefined) await definitions.delete(activityArn, record.edition);
  return {};
};
