import { ApiError } from "./api-error.ts";

/** What an ARN of Step Functions can name. */
export type ResourceType = "stateMachine" | "activity" | "execution" | "express" | "mapRun";

export interface Arn {
  readonly arn: string;
  readonly type: ResourceType;
  /** What stands behind the type: `machine`, `execution`; a machine's may have a label. */
  readonly parts: readonly string[];
}

/**
 * Takes an ARN apart. Throws InvalidArn if it is none, or names something else than the operation
 * is for. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-arns.html
 */
export function readArn(arn: string, ...types: readonly ResourceType[]): Arn {
  const [prefix, , service, , , type = "", ...parts] = arn.split(":");
  if (prefix !== "arn") throw invalidArn(`Invalid ARN prefix: ${arn}`);
  if (parts.length === 0) throw invalidArn(`Invalid ARN structure: ${arn}`);
  if (service !== "states") throw invalidArn(`Invalid ARN service: ${service}`);
  const known = types.find((one) => one === type);
  if (known === undefined) throw invalidArn(`Resource type not valid in this context: ${type}`);
  if (!fits(known, parts)) throw invalidArn(`Invalid ARN structure: ${arn}`);
  if (type === "stateMachine" && parts[0]?.includes("/")) throw labeledArn(arn);
  return { arn, type: known, parts };
}

/** Throws InvalidArn for what is no role. Observed on AWS 2021-05-14. */
export function checkRoleArn(arn: string): void {
  if (/^arn:[^:]+:iam::\d{12}:role\/./.test(arn)) return;
  throw new ApiError("InvalidArn", `Invalid Role Arn: '${arn}'`);
}

/** How many parts stand behind the type. */
const lengths: { readonly [T in ResourceType]: readonly [number, number] } = {
  stateMachine: [1, 2],
  activity: [1, 1],
  execution: [2, 2],
  express: [2, 4],
  mapRun: [2, 2],
};

function fits(type: ResourceType, parts: readonly string[]): boolean {
  const [min, max] = lengths[type];
  return parts.length >= min && parts.length <= max && parts.every((part) => part !== "");
}

function invalidArn(problem: string): ApiError {
  return new ApiError("InvalidArn", `Invalid Arn: '${problem}'`);
}

/** The executions of a Map state are found by its Map Runs. */
function labeledArn(arn: string): ApiError {
  const message = `This endpoint does not support the ARN of a Map state: '${arn}'`;
  return new ApiError("ValidationException", message, {
    reason: "API_DOES_NOT_SUPPORT_LABELED_ARNS",
  });
}

/** `arn:aws:states:<region>:<account>:<type>:<name>` */
export function makeArn(
  { region, accountId }: { readonly region: string; readonly accountId: string },
  type: "stateMachine" | "activity",
  name: string,
): string {
  return `arn:aws:states:${region}:${accountId}:${type}:${name}`;
}
