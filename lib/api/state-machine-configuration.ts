import type { LoggingConfiguration, Revision } from "../engine/definitions-port.ts";
import { type Encryption, sameKey } from "../engine/encryption.ts";
import { definitionHash } from "../engine/machines.ts";
import type { StateMachineType } from "../language/state-machine.ts";
import type { ApiContext } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { loadValidation } from "./load-validation.ts";

/**
 * The logging configuration with its defaults. Throws InvalidLoggingConfiguration.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html
 */
export function readLogging(
  logging: Partial<LoggingConfiguration> | undefined,
): LoggingConfiguration {
  const { level = "OFF", includeExecutionData = false, destinations } = logging ?? {};
  const count = destinations?.length ?? 0;
  if (count > 1 || (level !== "OFF" && count === 0)) {
    throw invalidLogging("Must specify exactly one Log Destination.");
  }
  for (const { cloudWatchLogsLogGroup } of destinations ?? []) {
    const arn = cloudWatchLogsLogGroup?.logGroupArn;
    if (arn === undefined) throw invalidLogging("Log Group ARN must be provided.");
    if (!arn.startsWith("arn:")) throw invalidLogging(`Invalid ARN prefix: ${arn}`);
    if (!arn.endsWith(":*")) {
      throw invalidLogging("Log Group ARN must be provided with '*' qualifier.");
    }
  }
  return { level, includeExecutionData, ...(count > 0 && { destinations }) };
}

function invalidLogging(problem: string): ApiError {
  const message = `Invalid Logging Configuration: ${problem}`;
  return new ApiError("InvalidLoggingConfiguration", message);
}

/** Throws ValidationException: only a version has a description. */
export function checkVersionDescription(
  publish: boolean | undefined,
  description: string | undefined,
): void {
  if (description === undefined || publish === true) return;
  throw new ApiError(
    "ValidationException",
    "Version description can only be set when publish is true",
  );
}

/**
 * X-Ray segments are not made; the switch is kept and answered. Throws InvalidTracingConfiguration.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html#API_CreateStateMachine_Errors
 */
export function readTracing(tracing: { readonly enabled?: boolean } | undefined): {
  readonly enabled: boolean;
} {
  if (tracing === undefined) return { enabled: false };
  if (tracing.enabled !== undefined) return { enabled: tracing.enabled };
  throw new ApiError(
    "InvalidTracingConfiguration",
    "Invalid Tracing Configuration: enabled must be set to true or false.",
  );
}

/** By what key a definition is to be kept, and the one of the same state machine until now. */
export interface KeptWith {
  readonly encryption: Encryption | undefined;
  readonly before?: Revision | undefined;
}

/** Keeps a definition's text. Answers its hash. Throws InvalidDefinition. */
export async function keepDefinition(
  { engine }: ApiContext,
  definition: string,
  type: StateMachineType,
  { encryption, before }: KeptWith,
): Promise<string> {
  const { invalidDefinitionMessage } = await loadValidation();
  const refusal = invalidDefinitionMessage(definition, type);
  if (refusal !== undefined) throw new ApiError("InvalidDefinition", refusal);
  const { definitions, clock } = engine.ports;
  const isKept =
    encryption !== undefined &&
    before !== undefined &&
    sameKey(encryption, before.encryption) &&
    (await definitions.text(before.definitionHash)) === definition;
  if (isKept) return before.definitionHash;
  const named = encryption === undefined ? definition : `${clock.secret?.() ?? clock.seed()}`;
  const hash = definitionHash(named);
  await definitions.putText(hash, definition, encryption);
  return hash;
}
