import { type Encryption, KeyFailure } from "../engine/encryption.ts";
import type { ApiContext } from "./api-context.ts";
import { ApiError, type ApiErrorDetails } from "./api-error.ts";
import type { DescribedKey } from "./customer-keys.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_EncryptionConfiguration.html */
export interface EncryptionConfiguration {
  readonly type: "AWS_OWNED_KEY" | "CUSTOMER_MANAGED_KMS_KEY";
  readonly kmsKeyId?: string;
  readonly kmsDataKeyReusePeriodSeconds?: number;
}

/**
 * With what key of the customer's the resource is to be encrypted; undefined: with none. Throws
 * InvalidEncryptionConfiguration for what is none and for a key that cannot be used so, and
 * KeyFailure for one that cannot be asked for. Where there are no customers' keys, any is refused.
 */
export async function readEncryption(
  { keys }: ApiContext,
  configuration: EncryptionConfiguration | undefined,
  contextName: keyof typeof contextNames,
  arn: string,
): Promise<Encryption | undefined> {
  checkEncryption(configuration);
  const { kmsKeyId, kmsDataKeyReusePeriodSeconds } = configuration ?? {};
  if (kmsKeyId === undefined) return undefined;
  if (keys === undefined) {
    const message = `This endpoint has no access to KMS, and so none to the key '${kmsKeyId}'`;
    throw new ApiError("KmsAccessDeniedException", message);
  }
  const encryption: Encryption = {
    kmsKeyId,
    reuseSeconds: kmsDataKeyReusePeriodSeconds ?? reuseSecondsDefault,
    context: { [contextNames[contextName]]: arn },
  };
  checkKey(kmsKeyId, await keys.describe(encryption));
  return encryption;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html */
const contextNames = {
  stateMachine: "aws:states:stateMachineArn",
  activity: "aws:states:activityArn",
} as const;
const reuseSecondsDefault = 300;

function checkEncryption(configuration: EncryptionConfiguration | undefined): void {
  if (configuration === undefined) return;
  const { type, kmsKeyId, kmsDataKeyReusePeriodSeconds } = configuration;
  const isCustomers = type === "CUSTOMER_MANAGED_KMS_KEY";
  if (isCustomers && kmsKeyId === undefined) {
    throw invalidEncryption("kmsKeyId is required for the type CUSTOMER_MANAGED_KMS_KEY");
  }
  if (!isCustomers && (kmsKeyId ?? kmsDataKeyReusePeriodSeconds) !== undefined) {
    throw invalidEncryption(
      "kmsKeyId and kmsDataKeyReusePeriodSeconds need the type CUSTOMER_MANAGED_KMS_KEY",
    );
  }
}

function checkKey(kmsKeyId: string, key: DescribedKey | undefined): void {
  if (key === undefined) throw invalidEncryption(`there is no KMS key '${kmsKeyId}'`);
  const { KeySpec, KeyUsage, KeyState } = key;
  if (KeySpec !== "SYMMETRIC_DEFAULT" || KeyUsage !== "ENCRYPT_DECRYPT") {
    throw invalidEncryption(`the KMS key '${kmsKeyId}' is no symmetric encryption key`);
  }
  if (KeyState !== "Enabled") {
    throw invalidEncryption(`the KMS key '${kmsKeyId}' is not active: ${KeyState}`);
  }
}

function invalidEncryption(problem: string): ApiError {
  const message = `Invalid Encryption Configuration: ${problem}`;
  return new ApiError("InvalidEncryptionConfiguration", message);
}

/** What is asked for, before any key is looked at. */
export function sameEncryption(
  encryption: Encryption | undefined,
  configuration: EncryptionConfiguration = { type: "AWS_OWNED_KEY" },
): boolean {
  const { type, kmsKeyId, kmsDataKeyReusePeriodSeconds = reuseSecondsDefault } = configuration;
  if (type === "AWS_OWNED_KEY" || encryption === undefined) {
    return type === "AWS_OWNED_KEY" && encryption === undefined;
  }
  return (
    kmsKeyId === encryption.kmsKeyId && kmsDataKeyReusePeriodSeconds === encryption.reuseSeconds
  );
}

/** What the operations that describe a resource say of its encryption. */
export function shownEncryption(encryption: Encryption | undefined): EncryptionConfiguration {
  if (encryption === undefined) return { type: "AWS_OWNED_KEY" };
  const { kmsKeyId, reuseSeconds: kmsDataKeyReusePeriodSeconds } = encryption;
  return { kmsKeyId, kmsDataKeyReusePeriodSeconds, type: "CUSTOMER_MANAGED_KMS_KEY" };
}

/** What the caller is told where a key cannot be used. Any other error stays as it is. */
export function orKmsError(error: unknown): unknown {
  if (!(error instanceof KeyFailure)) return error;
  const { errorType, message, keyState } = error;
  const details: ApiErrorDetails = keyState === undefined ? {} : { kmsKeyState: keyState };
  return new ApiError(errorType, message, details);
}
