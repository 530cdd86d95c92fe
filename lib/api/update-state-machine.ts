import type {
  LoggingConfiguration,
  Revision,
  StateMachineRecord,
} from "../engine/definitions-port.ts";
import { type Encryption, sameKey } from "../engine/encryption.ts";
import type { ApiContext, Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { checkRoleArn } from "./arn.ts";
import { type EncryptionConfiguration, readEncryption } from "./encryption-configuration.ts";
import { publishVersion } from "./publish-version.ts";
import {
  checkVersionDescription,
  keepDefinition,
  readLogging,
  readTracing,
} from "./state-machine-configuration.ts";
import {
  concurrentChange,
  findStateMachine,
  makeRevisionId,
  seconds,
  shownRevision,
} from "./state-machine-record.ts";

interface Request {
  readonly stateMachineArn: string;
  readonly definition?: string;
  readonly roleArn?: string;
  readonly loggingConfiguration?: Partial<LoggingConfiguration>;
  readonly tracingConfiguration?: { readonly enabled?: boolean };
  readonly publish?: boolean;
  readonly versionDescription?: string;
  readonly encryptionConfiguration?: EncryptionConfiguration;
}

interface Response {
  readonly updateDate: number;
  readonly revisionId?: string;
  readonly stateMachineVersionArn?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html */
export const updateStateMachine: Operation<Request, Response> = async (context, request) => {
  const { publish, versionDescription } = request;
  const there = await findStateMachine(context, request.stateMachineArn);
  checkChanges(request);
  checkVersionDescription(publish, versionDescription);
  const stateMachine = await revise(context, there, request);
  const { revision } = stateMachine;
  const response = { updateDate: seconds(revision.updatedMs), ...shownRevision(revision) };
  if (publish !== true) return response;
  const version = await publishVersion(context, stateMachine, versionDescription);
  return { ...response, stateMachineVersionArn: version.arn };
};

function checkChanges(request: Request): void {
  const { definition, roleArn, loggingConfiguration, tracingConfiguration } = request;
  const changes = [definition, roleArn, loggingConfiguration, tracingConfiguration];
  if ([...changes, request.encryptionConfiguration].some((change) => change !== undefined)) return;
  const message =
    "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified";
  throw new ApiError("MissingRequiredParameter", message);
}

/** The state machine with a new revision; the same one if the request changes nothing. */
async function revise(
  context: ApiContext,
  stateMachine: StateMachineRecord,
  request: Request,
): Promise<StateMachineRecord> {
  const { revision } = stateMachine;
  const changed = await changedRevision(context, stateMachine, request);
  // Recorded on AWS 2023-08-08: whoever sends a role without a definition gets a new revision.
  const isForced = request.definition === undefined && request.roleArn !== undefined;
  if (!isForced && JSON.stringify(changed) === JSON.stringify(revision)) return stateMachine;
  const next: StateMachineRecord = {
    ...stateMachine,
    edition: stateMachine.edition + 1,
    revision: {
      ...changed,
      revisionId: makeRevisionId(context, stateMachine.arn),
      updatedMs: context.engine.ports.clock.now(),
    },
  };
  if (!(await context.engine.ports.definitions.put(next))) throw concurrentChange(next.arn);
  return next;
}

async function changedRevision(
  context: ApiContext,
  { arn, type, revision }: StateMachineRecord,
  request: Request,
): Promise<Revision> {
  const { roleArn, loggingConfiguration, tracingConfiguration, encryptionConfiguration } = request;
  const encryption =
    encryptionConfiguration === undefined
      ? revision.encryption
      : await readEncryption(context, encryptionConfiguration, "stateMachine", arn);
  if (roleArn !== undefined) checkRoleArn(roleArn);
  const logging = loggingConfiguration && readLogging(loggingConfiguration);
  const tracing = tracingConfiguration && readTracing(tracingConfiguration);
  const definition = await definitionToKeep(context, revision, encryption, request);
  const kept = { encryption, before: revision };
  const definitionHash =
    definition === undefined ? undefined : await keepDefinition(context, definition, type, kept);
  return {
    revisionId: revision.revisionId,
    definitionHash: definitionHash ?? revision.definitionHash,
    roleArn: roleArn ?? revision.roleArn,
    logging: logging ?? revision.logging,
    tracing: tracing ?? revision.tracing,
    ...(encryption !== undefined && { encryption }),
    updatedMs: revision.updatedMs,
  };
}

/** The one of the request; the one that is kept already, if another key encrypts it from now on. */
async function definitionToKeep(
  { engine }: ApiContext,
  { encryption: before, definitionHash }: Revision,
  encryption: Encryption | undefined,
  { definition }: Request,
): Promise<string | undefined> {
  if (definition !== undefined || sameKey(before, encryption)) return definition;
  return engine.ports.definitions.text(definitionHash);
}
