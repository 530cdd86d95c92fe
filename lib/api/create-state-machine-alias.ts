import type { AliasRecord, Route } from "../engine/definitions-port.ts";
import { quotasOf } from "./account-quotas.ts";
import { aliasesOf, checkRoutes } from "./alias-record.ts";
import type { ApiContext, Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { findStateMachine, seconds } from "./state-machine-record.ts";

interface Request {
  readonly name: string;
  readonly description?: string;
  readonly routingConfiguration: readonly Route[];
}

interface Response {
  readonly stateMachineAliasArn: string;
  readonly creationDate: number;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html */
export const createStateMachineAlias: Operation<Request, Response> = async (context, request) => {
  const { name, description, routingConfiguration } = request;
  const owner = await checkRoutes(context, routingConfiguration);
  await findStateMachine(context, owner);
  const createdMs = context.engine.ports.clock.now();
  const alias = await putAlias(context, {
    kind: "alias",
    arn: `${owner}:${name}`,
    edition: 1,
    owner,
    createdMs,
    name,
    description,
    routes: routingConfiguration,
    updatedMs: createdMs,
  });
  return { stateMachineAliasArn: alias.arn, creationDate: seconds(alias.createdMs) };
};

/** Puts the alias, or answers the one that is there if it is the same. */
async function putAlias(context: ApiContext, alias: AliasRecord): Promise<AliasRecord> {
  const { definitions } = context.engine.ports;
  let there = await definitions.get(alias.arn);
  if (there === undefined) {
    const { aliases: aliasesMax } = quotasOf(context);
    const { length } = await aliasesOf(context, alias.owner);
    if (length >= aliasesMax) throw tooManyAliases(alias, aliasesMax);
    if (await definitions.put(alias)) return alias;
    there = await definitions.get(alias.arn);
  }
  if (there?.kind === "alias" && isSame(there, alias)) return there;
  throw new ApiError(
    "ConflictException",
    "Failed to create alias because an alias with the same name and a different routing configuration already exists.",
  );
}

function isSame(left: AliasRecord, right: AliasRecord): boolean {
  return left.description === right.description && routeText(left) === routeText(right);
}

function routeText({ routes }: AliasRecord): string {
  return routes
    .map(({ stateMachineVersionArn, weight }) => `${stateMachineVersionArn} ${weight}`)
    .sort()
    .join();
}

function tooManyAliases({ owner }: AliasRecord, aliasesMax: number): ApiError {
  const message = `The state machine '${owner}' has ${aliasesMax} aliases, which is the most`;
  return new ApiError("ServiceQuotaExceededException", message);
}
