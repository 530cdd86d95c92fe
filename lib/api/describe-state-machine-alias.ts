import type { Route } from "../engine/definitions-port.ts";
import { findAlias } from "./alias-record.ts";
import type { Operation } from "./api-context.ts";
import { seconds } from "./state-machine-record.ts";

interface Response {
  readonly stateMachineAliasArn: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly routingConfiguration: readonly Route[];
  readonly creationDate: number;
  readonly updateDate: number;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineAlias.html */
export const describeStateMachineAlias: Operation<
  { readonly stateMachineAliasArn: string },
  Response
> = async (context, { stateMachineAliasArn }) => {
  const { arn, name, description, routes, createdMs, updatedMs } = await findAlias(
    context,
    stateMachineAliasArn,
  );
  return {
    stateMachineAliasArn: arn,
    name,
    description,
    routingConfiguration: routes,
    creationDate: seconds(createdMs),
    updateDate: seconds(updatedMs),
  };
};
