import type { EncryptionContext } from "../../engine/encryption.ts";

/**
 * What data keys ask of KMS: its actions in the forms of the AWS SDK for JavaScript 3. `arn` is
 * that of the resource on whose behalf it is asked. Fails with the SDK's errors.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html
 */
export type KmsCalls = <A extends KmsAction>(
  action: A,
  input: KmsInputs[A],
  arn: string,
) => Promise<KmsAnswers[A]>;

export type KmsAction = keyof KmsInputs;

/** By action. */
export interface KmsInputs {
  readonly describeKey: { readonly KeyId: string };
  readonly generateDataKey: {
    readonly KeyId: string;
    readonly KeySpec: "AES_256";
    readonly EncryptionContext: EncryptionContext;
  };
  readonly decrypt: {
    readonly CiphertextBlob: Uint8Array;
    readonly EncryptionContext: EncryptionContext;
  };
}

/** By action. */
export interface KmsAnswers {
  readonly describeKey: { readonly KeyMetadata?: KeyMetadata };
  readonly generateDataKey: {
    readonly CiphertextBlob?: Uint8Array;
    readonly Plaintext?: Uint8Array;
  };
  readonly decrypt: { readonly Plaintext?: Uint8Array };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html */
export interface KeyMetadata {
  readonly KeySpec?: string;
  readonly KeyUsage?: string;
  readonly KeyState?: string;
}
