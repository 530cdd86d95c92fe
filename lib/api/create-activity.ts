import type { ActivityRecord, Tag } from "../engine/definitions-port.ts";
import type { Operation } from "./api-context.ts";
import { makeArn } from "./arn.ts";
import { checkName } from "./resource-name.ts";
import { checkEncryption, type EncryptionConfiguration } from "./state-machine-configuration.ts";
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
 * One that is there already is answered as it is: only the name counts.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateActivity.html
 */
export const createActivity: Operation<Request, Response> = async (context, request) => {
  const { name, tags = [], encryptionConfiguration } = request;
  checkName(name);
  checkEncryption(encryptionConfiguration);
  const { definitions, clock } = context.engine.ports;
  const arn = makeArn(context, "activity", name);
  const activity: ActivityRecord = {
    kind: "activity",
    arn,
    edition: 1,
    owner: ownerOf(context),
    createdMs: clock.now(),
    name,
    tags: mergeTags(arn, [], tags),
  };
  const isNew = await definitions.put(activity);
  const { createdMs } = (isNew ? activity : await definitions.get(arn)) ?? activity;
  return { activityArn: arn, creationDate: seconds(createdMs) };
};
