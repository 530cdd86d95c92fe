import { findActivity } from "./activity-record.ts";
import type { Operation } from "./api-context.ts";
import { type EncryptionConfiguration, shownEncryption } from "./encryption-configuration.ts";
import { seconds } from "./state-machine-record.ts";

interface Response {
  readonly activityArn: string;
  readonly name: string;
  readonly creationDate: number;
  readonly encryptionConfiguration: EncryptionConfiguration;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeActivity.html */
export const describeActivity: Operation<{ readonly activityArn: string }, Response> = async (
  context,
  { activityArn },
) => {
  const { name, createdMs, encryption } = await findActivity(context, activityArn);
  return {
    activityArn,
    name,
    creationDate: seconds(createdMs),
    encryptionConfiguration: shownEncryption(encryption),
  };
};
