import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";

/** Deletes all that a bucket has, all versions included. Gone is fine. */
export async function emptyBucket(bucket: string): Promise<void> {
  const s3 = new S3Client();
  for (;;) {
    const listing = new ListObjectVersionsCommand({ Bucket: bucket });
    const page = await s3.send(listing).catch(ifGone);
    const { Versions = [], DeleteMarkers = [] } = page ?? {};
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({
      Key,
      VersionId,
    }));
    if (Objects.length === 0) return;
    const request = { Bucket: bucket, Delete: { Objects, Quiet: true } };
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand(request));
    const [error] = Errors;
    if (error !== undefined) throw new Error(`${error.Key} was not deleted: ${error.Code}`);
  }
}

function ifGone(error: unknown): undefined {
  if (error instanceof Error && error.name === "NoSuchBucket") return undefined;
  throw error;
}
