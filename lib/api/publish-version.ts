import type { StateMachineRecord, VersionRecord } from "../engine/definitions-port.ts";
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
  const version = stateMachine.lastVersion + 1;
  if (version > versionsMax) throw tooManyVersions(stateMachine);
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

function tooManyVersions({ arn }: StateMachineRecord): ApiError {
  const message = `The state machine '${arn}' has had ${versionsMax} versions, which is the most`;
  return new ApiError("ServiceQuotaExceededException", message);
}

const versionsMax = 1_000;
