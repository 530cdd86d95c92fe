/**
 * What S3Blobs asks of an S3 client: actions by their names in the API, in the forms of the AWS
 * SDK for JavaScript 3. Fails with the SDK's errors.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export type S3Calls = <A extends S3Action>(action: A, input: S3Inputs[A]) => Promise<S3Answers[A]>;

export type S3Action = keyof S3Inputs;

interface ObjectPlace {
  readonly Bucket: string;
  readonly Key: string;
}

interface VersionPlace extends ObjectPlace {
  readonly VersionId?: string | undefined;
}

interface UploadPlace extends ObjectPlace {
  readonly UploadId: string | undefined;
}

interface UploadedPart {
  readonly PartNumber: number;
  readonly ETag: string | undefined;
}

/** By action. */
export interface S3Inputs {
  readonly headObject: VersionPlace;
  readonly getObject: VersionPlace & {
    readonly Range: string;
    readonly IfMatch?: string | undefined;
  };
  readonly putObject: ObjectPlace & { readonly Body: Uint8Array };
  readonly listObjectsV2: {
    readonly Bucket: string;
    readonly Prefix: string;
    readonly StartAfter?: string | undefined;
    readonly MaxKeys: number;
    readonly EncodingType: "url";
  };
  readonly createMultipartUpload: ObjectPlace;
  readonly uploadPart: UploadPlace & { readonly PartNumber: number; readonly Body: Uint8Array };
  readonly completeMultipartUpload: UploadPlace & {
    readonly MultipartUpload: { readonly Parts: readonly UploadedPart[] };
  };
  readonly abortMultipartUpload: UploadPlace;
}

export interface S3Object {
  readonly Key?: string;
  readonly Size?: number;
  readonly ETag?: string;
  readonly LastModified?: Date;
  readonly StorageClass?: string;
}

/** By action. */
export interface S3Answers {
  readonly headObject: Omit<S3Object, "Size"> & { readonly ContentLength?: number };
  readonly getObject: { readonly Body?: { transformToByteArray(): Promise<Uint8Array> } };
  readonly putObject: object;
  readonly listObjectsV2: {
    readonly Contents?: readonly S3Object[];
    readonly IsTruncated?: boolean;
    /** `url` where the keys are encoded, as was asked for. */
    readonly EncodingType?: string;
  };
  readonly createMultipartUpload: { readonly UploadId?: string };
  readonly uploadPart: { readonly ETag?: string };
  readonly completeMultipartUpload: object;
  readonly abortMultipartUpload: object;
}
