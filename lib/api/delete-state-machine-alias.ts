import type { Nothing, Operation } from "./api-context.ts";
import { readArn } from "./arn.ts";
import { deleteRecord } from "./delete-record.ts";

/**
 * Deleting an alias that is not there is done already.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineAlias.html
 */
export const deleteStateMachineAlias: Operation<
  { readonly stateMachineAliasArn: string },
  Nothing
> = async (context, { stateMachineAliasArn }) => {
  readArn(stateMachineAliasArn, "stateMachine");
  const record = await context.engine.ports.definitions.get(stateMachineAliasArn);
  if (record?.kind === "alias") await deleteRecord(context, stateMachineAliasArn);
  return {};
};
