import { aliasesOf } from "./alias-record.ts";
import type { Nothing, Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { readArn } from "./arn.ts";

/**
 * Deleting a version that is not there is done already; one that an alias routes to stays.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineVersion.html
 */
export const deleteStateMachineVersion: Operation<
  { readonly stateMachineVersionArn: string },
  Nothing
> = async (context, { stateMachineVersionArn: arn }) => {
  const [, version = ""] = readArn(arn, "stateMachine").parts;
  if (!/^[0-9]+$/.test(version)) {
    throw new ApiError("ValidationException", `Expected a state machine version ARN: '${arn}'`);
  }
  const { definitions } = context.engine.ports;
  const record = await definitions.get(arn);
  if (record === undefined) return {};
  const names = (await aliasesOf(context, record.owner))
    .filter(({ routes }) => routes.some((route) => route.stateMachineVersionArn === arn))
    .map(({ name }) => name);
  if (names.length > 0) {
    const message = `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${names.join(", ")}]`;
    throw new ApiError("ConflictException", message);
  }
  await definitions.delete(arn, record.edition);
  return {};
};
