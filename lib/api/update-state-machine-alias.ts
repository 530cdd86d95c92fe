import type { Route } from "../engine/definitions-port.ts";
import { checkRoutes, findAlias } from "./alias-record.ts";
import type { Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { concurrentChange, findStateMachine, seconds } from "./state-machine-record.ts";

interface Request {
  readonly stateMachineAliasArn: string;
  readonly description?: string;
  readonly routingConfiguration?: readonly Route[];
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachineAlias.html */
export const updateStateMachineAlias: Operation<Request, { readonly updateDate: number }> = async (
  context,
  { stateMachineAliasArn, description, routingConfiguration },
) => {
  const alias = await findAlias(context, stateMachineAliasArn);
  await findStateMachine(context, alias.owner);
  if (description === undefined && routingConfiguration === undefined) throw nothingToUpdate();
  if (routingConfiguration !== undefined) {
    const owner = await checkRoutes(context, routingConfiguration);
    if (owner !== alias.owner) throw otherStateMachine(owner);
  }
  const { clock, definitions } = context.engine.ports;
  const updatedMs = clock.now();
  const isOurs = await definitions.put({
    ...alias,
    edition: alias.edition + 1,
    description: description ?? alias.description,
    routes: routingConfiguration ?? alias.routes,
    updatedMs,
  });
  if (!isOurs) throw concurrentChange(alias.arn);
  return { updateDate: seconds(updatedMs) };
};

function nothingToUpdate(): ApiError {
  const message = "Either the description or the routingConfiguration must be specified";
  return new ApiError("ValidationException", message, { reason: "MISSING_REQUIRED_PARAMETER" });
}

function otherStateMachine(owner: string): ApiError {
  const message = `Routing configuration must contain versions of the alias's own state machine. Received: [${owner}]`;
  return new ApiError("ValidationException", message, { reason: "INVALID_ROUTING_CONFIGURATION" });
}
