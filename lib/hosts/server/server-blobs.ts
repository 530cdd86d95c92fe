import { FolderBlobs } from "../../adapters/folder/blobs.ts";
import { MemoryBlobs } from "../../adapters/memory/blobs.ts";
import { RoutedBlobs } from "../../adapters/routed-blobs.ts";
import { ReadAheadBlobs } from "../../adapters/s3/read-ahead-blobs.ts";
import { S3Blobs } from "../../adapters/s3/s3-blobs.ts";
import type { S3Calls } from "../../adapters/s3/s3-calls.ts";
import type { Blobs } from "../../engine/blobs-port.ts";
import { S3Client } from "../../integrations/sdk/s3-client.ts";
import type { MockCases } from "./mock-cases.ts";
import type { ServerOptions } from "./server-options.ts";

/**
 * What Map Runs read from and write to: the folders that stand for buckets; all other buckets are
 * in S3, or in memory where the mock configuration has objects.
 */
export function serverBlobs(options: ServerOptions, mocks: MockCases): Blobs {
  const { buckets = {} } = options;
  const others = Object.keys(mocks.objects).length > 0 ? memory(mocks) : s3(options);
  const folders = new FolderBlobs(buckets);
  const stores = new Map(Object.keys(buckets).map((bucket) => [bucket, folders] as const));
  return stores.size === 0 ? others : new RoutedBlobs(stores, others);
}

function memory({ objects }: MockCases): Blobs {
  return MemoryBlobs.from(objects, Date.now);
}

function s3({ projectFolder, environment }: ServerOptions): Blobs {
  const client = new S3Client({ projectFolder, environment });
  // The SDK's own forms are those that S3Calls writes down.
  const calls = ((action, input) => client.call(action, input)) as S3Calls;
  return new ReadAheadBlobs(new S3Blobs(calls));
}
