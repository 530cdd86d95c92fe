import type { ActivityRecord, StateMachineRecord, Tag } from "../engine/definitions-port.ts";
import { quotasOf } from "./account-quotas.ts";
import type { ApiContext } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { readArn } from "./arn.ts";

/** The tags with others added: one with a key that is there takes its place. Throws TooManyTags. */
export function mergeTags(
  context: ApiContext,
  resourceName: string,
  tags: readonly Tag[],
  added: readonly Tag[],
): readonly Tag[] {
  const values = new Map(tags.map(({ key, value }) => [key, value]));
  for (const { key = "", value = "" } of added as readonly Partial<Tag>[]) {
    if (key.toLowerCase().startsWith("aws:")) throw reservedKey();
    values.set(key, value);
  }
  const { tags: tagsMax } = quotasOf(context);
  if (values.size > tagsMax) throw tooManyTags(resourceName, tagsMax);
  return [...values].map(([key, value]) => ({ key, value }));
}

type Tagged = StateMachineRecord | ActivityRecord;

/** The state machine or activity. Throws InvalidArn or ResourceNotFound. */
export async function findTagged({ engine }: ApiContext, resourceArn: string): Promise<Tagged> {
  readArn(resourceArn, "stateMachine", "activity");
  const record = await engine.ports.definitions.get(resourceArn);
  if (record?.kind === "stateMachine" || record?.kind === "activity") return record;
  throw resourceNotFound(resourceArn);
}

/** Changes a resource's tags. Throws InvalidArn, ResourceNotFound, or what `change` throws. */
export async function changeTags(
  context: ApiContext,
  resourceArn: string,
  change: (tags: readonly Tag[]) => readonly Tag[],
): Promise<void> {
  for (;;) {
    const record = await findTagged(context, resourceArn);
    const next = { ...record, edition: record.edition + 1, tags: change(record.tags) };
    // Whoever changed it meanwhile came first.
    if (await context.engine.ports.definitions.put(next)) return;
  }
}

export function resourceNotFound(resourceName: string): ApiError {
  const message = `Resource not found: '${resourceName}'`;
  return new ApiError("ResourceNotFound", message, { resourceName });
}

function tooManyTags(resourceName: string, tagsMax: number): ApiError {
  const message = `Too many tags: '${resourceName}' can have ${tagsMax}`;
  return new ApiError("TooManyTags", message, { resourceName });
}

function reservedKey(): ApiError {
  const message = "aws: prefixed tag key names are not allowed for external use.";
  return new ApiError("ValidationException", message);
}
