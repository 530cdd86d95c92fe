import type { Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { publishVersion } from "./publish-version.ts";
import { findStateMachine, seconds } from "./state-machine-record.ts";

interface Request {
  readonly stateMachineArn: string;
  /** Publish only if this is the current revision. */
  readonly revisionId?: string;
  readonly description?: string;
}

interface Response {
  readonly stateMachineVersionArn: string;
  readonly creationDate: number;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_PublishStateMachineVersion.html */
export const publishStateMachineVersion: Operation<Request, Response> = async (
  context,
  { stateMachineArn, revisionId, description },
) => {
  const stateMachine = await findStateMachine(context, stateMachineArn);
  const current = stateMachine.revision.revisionId;
  if (revisionId !== undefined && revisionId !== current) {
    const message = `Failed to publish the State Machine version for revision ${revisionId}. The current State Machine revision is ${current}.`;
    throw new ApiError("ConflictException", message);
  }
  const { arn, createdMs } = await publishVersion(context, stateMachine, description);
  return { stateMachineVersionArn: arn, creationDate: seconds(createdMs) };
};
