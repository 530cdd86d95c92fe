import type { AliasRecord, Route } from "../engine/definitions-port.ts";
import { quotasOf } from "./account-quotas.ts";
import type { ApiContext } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { readArn } from "./arn.ts";
import { resourceNotFound } from "./tags.ts";

/** The alias. Throws InvalidArn or ResourceNotFound. */
export async function findAlias({ engine }: ApiContext, aliasArn: string): Promise<AliasRecord> {
  readArn(aliasArn, "stateMachine");
  const record = await engine.ports.definitions.get(aliasArn);
  if (record?.kind === "alias") return record;
  throw new ApiError("ResourceNotFound", "Request references a resource that does not exist.", {
    resourceName: aliasArn,
  });
}

/**
 * Throws unless the routes are to one or two versions of one state machine, with a weight of 100
 * together. Answers the state machine's ARN.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html
 */
export async function checkRoutes(
  { engine }: ApiContext,
  routes: readonly Route[],
): Promise<string> {
  const arns = routes.map(({ stateMachineVersionArn }) => stateMachineVersionArn);
  const received = `Received: [${arns.join(", ")}]`;
  const owners = new Set(arns.map(ownerOfVersion));
  if (owners.has(undefined)) {
    throw invalidRoutes(
      `Routing configuration must contain state machine version ARNs. ${received}`,
    );
  }
  if (new Set(arns).size < arns.length) {
    throw invalidRoutes(
      `Routing configuration must contain distinct state machine version ARNs. ${received}`,
    );
  }
  const [owner = ""] = owners;
  if (owners.size > 1) {
    throw invalidRoutes(
      `Routing configuration must contain versions of the same state machine. ${received}`,
    );
  }
  checkWeights(routes);
  for (const arn of arns) {
    if ((await engine.ports.definitions.get(arn)) === undefined) throw resourceNotFound(arn);
  }
  return owner;
}

function ownerOfVersion(arn: string): string | undefined {
  readArn(arn, "stateMachine");
  return /^(.*:stateMachine:[^:]+):[0-9]+$/.exec(arn)?.[1];
}

function checkWeights(routes: readonly Route[]): void {
  const weights = routes.map(({ weight }) => weight);
  if (weights.reduce((sum, weight) => sum + weight, 0) === 100) return;
  throw invalidRoutes(
    `Sum of routing configuration weights must equal 100. Received: [${weights.join(", ")}]`,
  );
}

function invalidRoutes(message: string): ApiError {
  return new ApiError("ValidationException", message, { reason: "INVALID_ROUTING_CONFIGURATION" });
}

/** All aliases of a state machine. */
export async function aliasesOf(
  context: ApiContext,
  owner: string,
): Promise<readonly AliasRecord[]> {
  const { aliases: limit } = quotasOf(context);
  const { definitions } = context.engine.ports;
  const { items } = await definitions.list({ kind: "alias", owner, limit });
  return items.flatMap((record) => (record.kind === "alias" ? [record] : []));
}
