/**
 * What the adapters ask of an S3 client: actions by their names in the API, in the forms of the AWS
 * SDK for JavaScript 3. Fails with the SDK's errors.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export type ObjectCalls = <A extends ObjectAction>(
  action: A,
  input: ObjectInputs[A],
) => Promise<ObjectAnswers[A]>;

export type ObjectAction = keyof ObjectInputs;

interface ObjectPlace {
  readonly Bucket: string;
  readonly Key: string;
}

/** By action. */
export interface ObjectInputs {
  readonly putObject: ObjectPlace & { readonly Body: Uint8Array };
  readonly getObject: ObjectPlace;
  readonly deleteObjects: {
    readonly Bucket: string;
    readonly Delete: {
      readonly Objects: readonly { readonly Key: string }[];
      readonly Quiet?: boolean | undefined;
    };
  };
}

/** By action. */
export interface ObjectAnswers {
  readonly putObject: object;
  readonly getObject: {
    readonly Body?: { transformToByteArray(): Promise<Uint8Array> } | undefined;
  };
  readonly deleteObjects: {
    readonly Errors?: readonly { readonly Key?: string; readonly Code?: string }[] | undefined;
  };
}
