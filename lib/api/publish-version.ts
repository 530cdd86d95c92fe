import type { StateMachineRecord, VersionRecord } from "../engine/definitions-port.ts";
import { quotasOf } from "./account-quotas.ts";
import type { ApiContext } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { concurrentChange } from "./state-machine-record.ts";

/**
 * The version of the state machine's current revision: the one that is there, or a new one. A
 * version is written before its number is taken, so whoever comes after a crash finds it.
 */
export async function publishVersion(
  context: ApiContext,
  stateMachine: StateMachineRecord,
  description: string | undefined,
): Promise<VersionRecord> {
  const { definitions, clock } = context.engine.ports;
  const published = await findVersion(context, stateMachine, stateMachine.lastVersion);
  if (published !== undefined) return published;
  await checkRoom(context, stateMachine);
  const version = stateMachine.lastVersion + 1;
  const record: VersionRecord = {
    kind: "version",
    arn: `${stateMachine.arn}:${version}`,
    edition: 1,
    owner: stateMachine.arn,
    createdMs: clock.now(),
    version,
    description,
    revision: stateMachine.revision,
  };
  const isNew = await definitions.put(record);
  const { edition } = stateMachine;
  const isTaken = await definitions.put({
    ...stateMachine,
    edition: edition + 1,
    lastVersion: version,
  });
  if (!isTaken) throw concurrentChange(stateMachine.arn);
  if (isNew) return record;
  const there = await findVersion(context, stateMachine, version);
  if (there === undefined) throw concurrentChange(stateMachine.arn);
  return there;
}

/** The version of that number, if it is of the state machine's current revision. */
async function findVersion(
  { engine }: ApiContext,
  { arn, revision }: StateMachineRecord,
  version: number,
): Promise<VersionRecord | undefined> {
  const record = await engine.ports.definitions.get(`${arn}:${version}`);
  if (record?.kind !== "version") return undefined;
  return record.revision.revisionId === revision.revisionId ? record : undefined;
}

/** Whoever is to have more versions deletes some. Throws ServiceQuotaExceededException. */
async function checkRoom(
  context: ApiContext,
  { arn: owner, lastVersion }: StateMachineRecord,
): Promise<void> {
  const { versions: limit } = quotasOf(context);
  // There are never more than there were.
  if (lastVersion < limit) return;
  const { definitions } = context.engine.ports;
  const { items } = await definitions.list({ kind: "version", owner, limit });
  if (items.length < limit) return;
  const message = `The state machine '${owner}' has ${limit} versions, which is the most`;
  throw new ApiError("ServiceQuotaExceededException", message);
}
