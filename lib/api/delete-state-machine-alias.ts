import type { Nothing, Operation } from "./api-context.ts";
import { readArn } from "./arn.ts";

/**
 * Deleting an alias that is not there is done already.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineAlias.html
 */
export const deleteStateMachineAlias: Operation<
  { readonly stateMachineAliasArn: string },
  Nothing
> = async ({ engine }, { stateMachineAliasArn }) => {
  readArn(stateMachineAliasArn, "stateMachine");
  const { definitions } = engine.ports;
  const record = await definitions.get(stateMachineAliasArn);
  if (record?.kind === "alias") await definitions.delete(record.arn, record.edition);
  return {};
};
