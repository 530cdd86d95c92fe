import type {
  LoggingConfiguration,
  Revision,
  StateMachineRecord,
  Tag,
} from "../engine/definitions-port.ts";
import type { Encryption } from "../engine/encryption.ts";
import type { StateMachineType } from "../language/state-machine.ts";
import { quotaExceeded } from "./account-quotas.ts";
import type { ApiContext, Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { checkRoleArn, makeArn } from "./arn.ts";
import { type EncryptionConfiguration, readEncryption } from "./encryption-configuration.ts";
import { publishVersion } from "./publish-version.ts";
import { checkName } from "./resource-name.ts";
import {
  checkVersionDescription,
  keepDefinition,
  readLogging,
  readTracing,
} from "./state-machine-configuration.ts";
import {
  concurrentChange,
  initialRevision,
  ownerOf,
  seconds,
  stateMachineDeleting,
} from "./state-machine-record.ts";
import { mergeTags } from "./tags.ts";

interface Request {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type?: StateMachineType;
  readonly loggingConfiguration?: Partial<LoggingConfiguration>;
  readonly tags?: readonly Tag[];
  readonly tracingConfiguration?: { readonly enabled?: boolean };
  readonly publish?: boolean;
  readonly versionDescription?: string;
  readonly encryptionConfiguration?: EncryptionConfiguration;
}

interface Response {
  readonly stateMachineArn: string;
  readonly creationDate: number;
  readonly stateMachineVersionArn?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
export const createStateMachine: Operation<Request, Response> = async (context, request) => {
  const { name, roleArn, publish, versionDescription } = request;
  checkName(name);
  checkRoleArn(roleArn);
  checkVersionDescription(publish, versionDescription);
  const arn = makeArn(context, "stateMachine", name);
  const { encryptionConfiguration } = request;
  const encryption = await readEncryption(context, encryptionConfiguration, "stateMachine", arn);
  const record = await putStateMachine(context, await newRecord(context, request, encryption));
  const { arn: stateMachineArn } = record;
  const response = { stateMachineArn, creationDate: seconds(record.createdMs) };
  if (publish !== true) return response;
  const version = await publishVersion(context, record, versionDescription);
  return { ...response, stateMachineVersionArn: version.arn };
};

async function newRecord(
  context: ApiContext,
  request: Request,
  encryption: Encryption | undefined,
): Promise<StateMachineRecord> {
  const { name, roleArn, type = "STANDARD", tags = [] } = request;
  const { publish = false, versionDescription } = request;
  const arn = makeArn(context, "stateMachine", name);
  const logging = readLogging(request.loggingConfiguration);
  const allTags = mergeTags(context, arn, [], tags);
  const before = encryption && (await revisionOf(context, arn));
  const kept = { encryption, before };
  const definitionHash = await keepDefinition(context, request.definition, type, kept);
  const createdMs = context.engine.ports.clock.now();
  const revision: Revision = {
    revisionId: initialRevision,
    definitionHash,
    roleArn,
    logging,
    tracing: readTracing(request.tracingConfiguration),
    ...(encryption !== undefined && { encryption }),
    updatedMs: createdMs,
  };
  return {
    kind: "stateMachine",
    arn,
    edition: 1,
    owner: ownerOf(context),
    createdMs,
    name,
    type,
    status: "ACTIVE",
    revision,
    tags: allTags,
    lastVersion: 0,
    creation: { publish, versionDescription },
  };
}

/** Of the state machine that is there already. */
async function revisionOf({ engine }: ApiContext, arn: string): Promise<Revision | undefined> {
  const there = await engine.ports.definitions.get(arn);
  return there?.kind === "stateMachine" ? there.revision : undefined;
}

/** Puts the record, or answers the one that is there if it is the same but for role and tags. */
async function putStateMachine(
  { engine, quotas }: ApiContext,
  record: StateMachineRecord,
): Promise<StateMachineRecord> {
  const { definitions } = engine.ports;
  const isFull = await quotas?.isFull("stateMachines", record.owner);
  if (!isFull && (await definitions.put(record))) return record;
  const there = await definitions.get(record.arn);
  if (isFull && there === undefined) throw quotaExceeded("StateMachineLimitExceeded");
  if (there?.kind !== "stateMachine") throw concurrentChange(record.arn);
  if (there.status === "DELETING") throw stateMachineDeleting(record.arn);
  if (fingerprint(there) === fingerprint(record)) return there;
  const message = `State Machine Already Exists: '${record.arn}'`;
  throw new ApiError("StateMachineAlreadyExists", message);
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
function fingerprint({ type, revision, creation }: StateMachineRecord): string {
  const { definitionHash, logging, tracing, encryption } = revision;
  const { level, includeExecutionData, destinations } = logging;
  return JSON.stringify([
    type,
    definitionHash,
    level,
    includeExecutionData,
    destinations,
    tracing.enabled,
    encryption?.kmsKeyId,
    encryption?.reuseSeconds,
    creation,
  ]);
}
