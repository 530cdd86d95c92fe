import { type KeyErrorType, KeyFailure, type KeyState } from "../../engine/encryption.ts";

/**
 * What an error of KMS, or of the way to it, means for whoever needs the key. `stateOf` tells the
 * state of a key of which KMS only says that it is no valid one.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html#API_GenerateDataKey_Errors
 */
export async function keyFailure(
  error: unknown,
  stateOf: () => Promise<KeyState | undefined>,
): Promise<KeyFailure> {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const errorType = errorTypes[name] ?? "KmsAccessDeniedException";
  if (errorType !== "KmsInvalidStateException") return new KeyFailure(errorType, message);
  return new KeyFailure(errorType, message, knownStates[name] ?? (await stateOf()));
}

/** The state in the words of Step Functions. Undefined: it can be used, or is none. */
export function keyState(kmsState: string | undefined): KeyState | undefined {
  return states[kmsState ?? ""];
}

/** By the errors' names. Whatever else keeps us from the key: we have no access to it. */
const errorTypes: { readonly [name: string]: KeyErrorType } = {
  DisabledException: "KmsInvalidStateException",
  KMSInvalidStateException: "KmsInvalidStateException",
  KeyUnavailableException: "KmsInvalidStateException",
  NotFoundException: "KmsInvalidStateException",
  LimitExceededException: "KmsThrottlingException",
  ThrottlingException: "KmsThrottlingException",
};

const knownStates: { readonly [name: string]: KeyState } = {
  DisabledException: "DISABLED",
  KeyUnavailableException: "UNAVAILABLE",
};

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
const states: { readonly [kmsState: string]: KeyState } = {
  Creating: "CREATING",
  Disabled: "DISABLED",
  PendingDeletion: "PENDING_DELETION",
  PendingImport: "PENDING_IMPORT",
  PendingReplicaDeletion: "PENDING_DELETION",
  Unavailable: "UNAVAILABLE",
  Updating: "UNAVAILABLE",
};
