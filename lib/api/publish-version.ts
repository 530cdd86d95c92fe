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
  const { definitions } = context.engine.ports;
  const { arn, edition, lastVersion } = stateMachine;
  const published = await definitions.get(`${arn}:${lastVersion}`);
  if (published?.kind === "version" && isOf(published, stateMachine)) return published;
  await checkRoom(context, stateMachine);
  const record = await putVersion(context, stateMachine, description);
  const { version } = record;
  if (await definitions.put({ ...stateMachine, edition: edition + 1, lastVersion: version })) {
    return record;
  }
  // Whoever publishes the same revision takes the same number.
  const now = await definitions.get(arn);
  if (now?.kind === "stateMachine" && now.lastVersion >= version) return record;
  throw concurrentChange(arn);
}

/** The version of the current revision that is there, under the first number that is not taken. */
async function putVersion(
  { engine }: ApiContext,
  stateMachine: StateMachineRecord,
  description: string | undefined,
): Promise<VersionRecord> {
  const { definitions, clock } = engine.ports;
  const { arn: owner, revision } = stateMachine;
  const createdMs = clock.now();
  for (let version = stateMachine.lastVersion + 1; ; version++) {
    const arn = `${owner}:${version}`;
    const record: VersionRecord = {
      kind: "version",
      arn,
      edition: 1,
      owner,
      createdMs,
      version,
      description,
      revision,
    };
    if (await definitions.put(record)) return record;
    const there = await definitions.get(arn);
    if (there?.kind === "version" && isOf(there, stateMachine)) return there;
  }
}

/** Is it of the state machine's current revision? One of the same name may have been before it. */
function isOf({ revision: of }: VersionRecord, { revision }: StateMachineRecord): boolean {
  const { revisionId, definitionHash, updatedMs } = revision;
  return (
    of.revisionId === revisionId &&
    of.definitionHash === definitionHash &&
    of.updatedMs === updatedMs
  );
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
