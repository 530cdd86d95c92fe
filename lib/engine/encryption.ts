/** A KMS key of the customer's, and whose data it encrypts: a state machine's or an activity's. */
export interface Encryption {
  /** As the customer names it: by id or alias, or by the ARN of either. */
  readonly kmsKeyId: string;
  /** How long a data key is used again. */
  readonly reuseSeconds: number;
  /** KMS's encryption context: the ARN by `aws:states:stateMachineArn` or `…:activityArn`. */
  readonly context: EncryptionContext;
}

export type EncryptionContext = { readonly [name: string]: string };

/** Whether both have the same key, for the same data. */
export function sameKey(left: Encryption | undefined, right: Encryption | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return left.kmsKeyId === right.kmsKeyId && arnIn(left) === arnIn(right);
}

/** The state machine's or activity's. */
export function arnIn({ context }: Pick<Encryption, "context">): string {
  return Object.values(context)[0] ?? "";
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html#API_StartExecution_Errors */
export type KeyState =
  | "DISABLED"
  | "PENDING_DELETION"
  | "PENDING_IMPORT"
  | "UNAVAILABLE"
  | "CREATING";

/** What the API calls it. */
export type KeyErrorType =
  | "KmsAccessDeniedException"
  | "KmsInvalidStateException"
  | "KmsThrottlingException";

/** Why a key cannot be used: what it encrypts is neither read nor written, and may be later. */
export class KeyFailure extends Error {
  readonly errorType: KeyErrorType;
  /** Of a key that is there, and in an invalid state. */
  readonly keyState: KeyState | undefined;

  constructor(errorType: KeyErrorType, message: string, keyState?: KeyState) {
    super(message);
    this.name = "KeyFailure";
    this.errorType = errorType;
    this.keyState = keyState;
  }
}
