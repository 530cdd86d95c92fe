import type { ActivityRecord, DefinitionRecord, Tag } from "../engine/definitions-port.ts";
import { quotaExceeded } from "./account-quotas.ts";
import type { ApiContext, Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { makeArn } from "./arn.ts";
import {
  type EncryptionConfiguration,
  readEncryption,
  sameEncryption,
} from "./encryption-configuration.ts";
import { checkName } from "./resource-name.ts";
import { ownerOf, seconds } from "./state-machine-record.ts";
import { mergeTags } from "./tags.ts";

interface Request {
  readonly name: string;
  readonly tags?: readonly Tag[];
  readonly encryptionConfiguration?: EncryptionConfiguration;
}

interface Response {
  readonly activityArn: string;
  readonly creationDate: number;
}

/**
 * One that is there already is answered as it is: only the name counts. Its encryption cannot be
 * changed so.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateActivity.html
 */
export const createActivity: Operation<Request, Response> = async (context, request) => {
  const { name, tags = [], encryptionConfiguration } = request;
  checkName(name);
  const { definitions, clock } = context.engine.ports;
  const arn = makeArn(context, "activity", name);
  const there = await definitions.get(arn);
  if (there?.kind === "activity" && !sameEncryption(there.encryption, encryptionConfiguration)) {
    throw alreadyExists(arn);
  }
  const encryption =
    there === undefined
      ? await readEncryption(context, encryptionConfiguration, "activity", arn)
      : undefined;
  const owner = ownerOf(context);
  const activity: ActivityRecord = {
    kind: "activity",
    arn,
    edition: 1,
    owner,
    createdMs: clock.now(),
    name,
    tags: mergeTags(context, arn, [], tags),
    ...(encryption !== undefined && { encryption }),
  };
  const { createdMs } = there ?? (await putActivity(context, activity));
  return { activityArn: arn, creationDate: seconds(createdMs) };
};

/** Puts the activity; answers the one that is there now. Throws ActivityLimitExceeded. */
async function putActivity(
  { engine, quotas }: ApiContext,
  activity: ActivityRecord,
): Promise<DefinitionRecord> {
  const { definitions } = engine.ports;
  if (await quotas?.isFull("activities", activity.owner)) {
    throw quotaExceeded("ActivityLimitExceeded");
  }
  const isNew = await definitions.put(activity);
  return (isNew ? undefined : await definitions.get(activity.arn)) ?? activity;
}

function alreadyExists(arn: string): ApiError {
  const message = `Activity Already Exists: '${arn}'. EncryptionConfiguration may not be updated.`;
  return new ApiError("ActivityAlreadyExists", message);
}
