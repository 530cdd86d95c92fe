import {
  BlobError,
  type BlobErrorCode,
  type BlobInfo,
  type BlobPage,
  type BlobPlace,
  type Blobs,
  blobError,
  type ListBlobs,
} from "../../engine/blobs-port.ts";
import type { S3Action, S3Answers, S3Calls, S3Inputs, S3Object } from "./s3-calls.ts";
import { partsOf } from "./upload-parts.ts";

/** S3 lists no more at once. */
const pageMax = 1_000;

/** Blobs in S3, or at any endpoint that speaks like it. */
export class S3Blobs implements Blobs {
  private readonly calls: S3Calls;

  constructor(calls: S3Calls) {
    this.calls = calls;
  }

  async head(place: BlobPlace): Promise<BlobInfo> {
    const found = await this.call("headObject", versionOf(place));
    return infoOf({ ...found, Size: found.ContentLength ?? 0 }, place.key);
  }

  async read(place: BlobPlace, start: number, end: number, etag?: string): Promise<Uint8Array> {
    if (end <= start) return new Uint8Array(0);
    const range = { Range: `bytes=${start}-${end - 1}`, IfMatch: etag };
    try {
      const { Body } = await this.call("getObject", { ...versionOf(place), ...range });
      return (await Body?.transformToByteArray()) ?? new Uint8Array(0);
    } catch (error) {
      // Nothing is behind the end.
      if (error instanceof BlobError && error.code === "InvalidRange") return new Uint8Array(0);
      throw error;
    }
  }

  /** Small blobs in one request; others in parts, of which two are held in memory. */
  async write(place: BlobPlace, chunks: AsyncIterable<Uint8Array>): Promise<BlobInfo> {
    const object = { Bucket: place.bucket, Key: place.key };
    const parts = partsOf(chunks)[Symbol.asyncIterator]();
    const first = await parts.next();
    const second = await parts.next();
    const one = first.done === true ? Buffer.alloc(0) : first.value;
    if (second.done === true) await this.call("putObject", { ...object, Body: one });
    else await this.writeParts(object, resumed([one, second.value], parts));
    return this.head(place);
  }

  async list({ bucket, prefix, after, max }: ListBlobs): Promise<BlobPage> {
    const request = {
      Bucket: bucket,
      Prefix: prefix,
      StartAfter: after,
      MaxKeys: Math.min(max, pageMax),
      // Keys may have characters that XML cannot have.
      EncodingType: "url",
    } as const;
    const page = await this.call("listObjectsV2", request);
    const { Contents = [], IsTruncated = false, EncodingType } = page;
    const keyOf = EncodingType === "url" ? decodedKey : (key: string) => key;
    return {
      blobs: Contents.map((object) => infoOf(object, keyOf(object.Key ?? ""))),
      more: IsTruncated,
    };
  }

  private async writeParts(
    object: { readonly Bucket: string; readonly Key: string },
    parts: AsyncIterable<Buffer>,
  ): Promise<void> {
    const { UploadId } = await this.call("createMultipartUpload", object);
    const upload = { ...object, UploadId };
    try {
      const Parts: { readonly PartNumber: number; readonly ETag: string | undefined }[] = [];
      for await (const Body of parts) {
        const PartNumber = Parts.length + 1;
        const { ETag } = await this.call("uploadPart", { ...upload, PartNumber, Body });
        Parts.push({ PartNumber, ETag });
      }
      await this.call("completeMultipartUpload", { ...upload, MultipartUpload: { Parts } });
    } catch (error) {
      // What failed is told, not that its parts could not be removed either.
      await this.call("abortMultipartUpload", upload).catch(() => undefined);
      throw error;
    }
  }

  /** Fails with BlobError, whatever S3 or the way to it refuses. */
  private async call<A extends S3Action>(action: A, input: S3Inputs[A]): Promise<S3Answers[A]> {
    try {
      return await this.calls(action, input);
    } catch (error) {
      if (error instanceof BlobError) throw error;
      throw (await this.refusal(error, input.Bucket)) ?? unavailable(error);
    }
  }

  private async refusal(error: unknown, bucket: string): Promise<BlobError | undefined> {
    const code =
      codes.get(error instanceof Error ? error.name : "") ?? statuses.get(statusOf(error));
    if (code !== undefined) return blobError(code);
    // HEAD has no body that could say what is missing.
    if (statusOf(error) !== 404) return undefined;
    return blobError((await this.has(bucket)) ? "NoSuchKey" : "NoSuchBucket");
  }

  private async has(bucket: string): Promise<boolean> {
    const request = { Bucket: bucket, Prefix: "", MaxKeys: 1, EncodingType: "url" } as const;
    return this.calls("listObjectsV2", request).then(
      () => true,
      (error: unknown) => statusOf(error) !== 404,
    );
  }
}

/** By S3's code. */
const codes: ReadonlyMap<string, BlobErrorCode> = new Map([
  ["NoSuchKey", "NoSuchKey"],
  ["NoSuchVersion", "NoSuchKey"],
  ["NoSuchBucket", "NoSuchBucket"],
  ["AccessDenied", "AccessDenied"],
  ["PreconditionFailed", "PreconditionFailed"],
]);

/** By the answer's status, where it has no body. */
const statuses: ReadonlyMap<number | undefined, BlobErrorCode> = new Map([
  [403, "AccessDenied"],
  [412, "PreconditionFailed"],
  [416, "InvalidRange"],
]);

function unavailable(error: unknown): BlobError {
  if (!(error instanceof Error)) return new BlobError("Unavailable", String(error));
  // Node.js says why no address could be reached by the code alone.
  const reason = error.message === "" && "code" in error ? String(error.code) : error.message;
  return new BlobError("Unavailable", reason);
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== "object" || metadata === null) return undefined;
  return "httpStatusCode" in metadata ? Number(metadata.httpStatusCode) : undefined;
}

function versionOf({ bucket, key, versionId }: BlobPlace) {
  return { Bucket: bucket, Key: key, VersionId: versionId };
}

function infoOf({ Size, ETag, LastModified, StorageClass }: S3Object, key: string): BlobInfo {
  return {
    key,
    sizeBytes: Size ?? 0,
    etag: ETag ?? "",
    lastModifiedMs: LastModified?.getTime() ?? 0,
    storageClass: StorageClass ?? "STANDARD",
  };
}

function decodedKey(key: string): string {
  return decodeURIComponent(key.replaceAll("+", " "));
}

async function* resumed<T>(first: readonly T[], rest: AsyncIterator<T>): AsyncGenerator<T> {
  yield* first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
