import type { BucketContentsProperties } from "../../environment/deployer-properties.ts";
import type { ResourceHandler } from "./custom-resource.ts";

/** Deletes all that a bucket has, all versions included. Gone is fine. */
export type EmptyBucket = (bucket: string) => Promise<void>;

/** What is in a bucket: it is emptied before CloudFormation deletes it. */
export function bucketContentsHandler(
  emptyBucket: EmptyBucket,
): ResourceHandler<BucketContentsProperties> {
  return {
    create: async ({ bucketName }) => ({ physicalResourceId: `contents of ${bucketName}` }),
    update: async (_id, { bucketName }) => ({ physicalResourceId: `contents of ${bucketName}` }),
    delete: async (_id, { bucketName }) => emptyBucket(bucketName),
  };
}
