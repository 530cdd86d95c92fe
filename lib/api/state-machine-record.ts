import { SeededEntropy } from "../core/entropy.ts";
import type { Revision, StateMachineRecord } from "../engine/definitions-port.ts";
import type { ApiContext } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { readArn } from "./arn.ts";

/**
 * The state machine that an unqualified ARN names. Throws StateMachineDoesNotExist, or
 * StateMachineDeleting.
 */
export async function findStateMachine(
  { engine }: ApiContext,
  stateMachineArn: string,
): Promise<StateMachineRecord> {
  readArn(stateMachineArn, "stateMachine");
  const record = await engine.ports.definitions.get(stateMachineArn);
  if (record?.kind !== "stateMachine") throw stateMachineDoesNotExist(stateMachineArn);
  if (record.status === "DELETING") throw stateMachineDeleting(stateMachineArn);
  return record;
}

export function stateMachineDoesNotExist(arn: string): ApiError {
  return new ApiError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
}

export function stateMachineDeleting(arn: string): ApiError {
  return new ApiError("StateMachineDeleting", `State Machine is being deleted: '${arn}'`);
}

/** Somebody else has written the same record at the same time. */
export function concurrentChange(arn: string): ApiError {
  const message = `Another request is changing '${arn}': try again`;
  return new ApiError("ConflictException", message);
}

/** The name of a revision that CreateStateMachine made; answers leave it out. */
export const initialRevision = "INITIAL";

/** What answers say of a revision: nothing of the first one. */
export function shownRevision({ revisionId }: Revision): { readonly revisionId?: string } {
  return revisionId === initialRevision ? {} : { revisionId };
}

/** A new revision's id: a UUID that nobody can guess from the ARN. */
export function makeRevisionId({ engine }: ApiContext, stateMachineArn: string): string {
  return new SeededEntropy(stateMachineArn, engine.ports.clock.seed(), 0).uuid();
}

/** Milliseconds as the API's seconds. */
export function seconds(milliseconds: number): number {
  return milliseconds / 1_000;
}

/** `<region>:<account>`, whose listings a state machine or an activity is in. */
export function ownerOf({ region, accountId }: ApiContext): string {
  return `${region}:${accountId}`;
}
