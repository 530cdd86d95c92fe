import type { LoggingConfiguration } from "../engine/definitions-port.ts";
import { definitionHash } from "../engine/machines.ts";
import type { StateMachineType } from "../language/state-machine.ts";
import type { ApiContext } from "./api-context.ts";
import { ApiError } from "./api-error.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_EncryptionConfiguration.html */
export interface EncryptionConfiguration {
  readonly type: "AWS_OWNED_KEY" | "CUSTOMER_MANAGED_KMS_KEY";
  readonly kmsKeyId?: string;
  readonly kmsDataKeyReusePeriodSeconds?: number;
}

/** Nothing is encrypted here, and no answer claims that it is. */
export const encryptionConfiguration: EncryptionConfiguration = { type: "AWS_OWNED_KEY" };

/**
 * Throws InvalidEncryptionConfiguration for what is none, and KmsAccessDeniedException for any key
 * of the customer's: no key can be reached from here, and nothing is kept that it should encrypt.
 */
export function checkEncryption(encryption: EncryptionConfiguration | undefined): void {
  if (encryption === undefined) return;
  const { type, kmsKeyId, kmsDataKeyReusePeriodSeconds } = encryption;
  if (type === "CUSTOMER_MANAGED_KMS_KEY") {
    if (kmsKeyId === undefined) {
      throw invalidEncryption("kmsKeyId is required for the type CUSTOMER_MANAGED_KMS_KEY");
    }
    const message = `This endpoint has no access to KMS, and so none to the key '${kmsKeyId}'`;
    throw new ApiError("KmsAccessDeniedException", message);
  }
  if (kmsKeyId !== undefined || kmsDataKeyReusePeriodSeconds !== undefined) {
    throw invalidEncryption(
      "kmsKeyId and kmsDataKeyReusePeriodSeconds need the type CUSTOMER_MANAGED_KMS_KEY",
    );
  }
}

function invalidEncryption(problem: string): ApiError {
  const message = `Invalid Encryption Configuration: ${problem}`;
  return new ApiError("InvalidEncryptionConfiguration", message);
}

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

/** Keeps a definition's text. Answers its hash. Throws InvalidDefinition. */
export async function keepDefinition(
  { engine }: ApiContext,
  definition: string,
  type: StateMachineType,
): Promise<string> {
  // Whoever only runs executions does without what validates.
  const { invalidDefinitionMessage } = await import("../language/aws-validation.ts");
  const refusal = invalidDefinitionMessage(definition, type);
  if (refusal !== undefined) throw new ApiError("InvalidDefinition", refusal);
  const hash = definitionHash(definition);
  await engine.ports.definitions.putText(hash, definition);
  return hash;
}
