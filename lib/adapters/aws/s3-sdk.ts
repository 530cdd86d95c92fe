import {
  DeleteObjectsCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import type { ObjectAction, ObjectCalls } from "./object-calls.ts";
import { sdkCalls, sdkDefaults, withoutLineage } from "./sdk-calls.ts";

/** S3 by the AWS SDK: one request per call, since whoever calls repeats it. */
export function s3Sdk(config: S3ClientConfig = {}): ObjectCalls {
  const client = withoutLineage(new S3Client({ ...sdkDefaults, ...config }));
  return sdkCalls(client, commands) as unknown as ObjectCalls;
}

const commands = {
  putObject: PutObjectCommand,
  getObject: GetObjectCommand,
  deleteObjects: DeleteObjectsCommand,
} satisfies { readonly [A in ObjectAction]: unknown };
