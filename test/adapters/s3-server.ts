import type { ServerResponse } from "node:http";
import { MemoryBlobs } from "../../lib/adapters/memory/blobs.ts";
import { BlobError, type BlobErrorCode, type BlobPlace } from "../../lib/engine/blobs-port.ts";
import {
  type LocalServer,
  localServer,
  type ReceivedRequest,
} from "../integrations/local-server.ts";

export interface S3Server extends LocalServer {
  readonly blobs: MemoryBlobs;
  /** The parts of uploads that are neither complete nor aborted, by upload id. */
  readonly uploads: Map<string, Map<number, Buffer>>;
}

/** Plays S3 on this machine: objects, ranges, listings, uploads in parts. */
export async function s3Server(): Promise<S3Server> {
  const blobs = new MemoryBlobs(() => 1_767_225_600_000);
  const uploads: S3Server["uploads"] = new Map();
  const server = await localServer((request, response) => {
    void answer({ blobs, uploads }, request, response).catch((error: unknown) => {
      if (!(error instanceof BlobError)) throw error;
      response.writeHead(statuses[error.code], { "Content-Type": "application/xml" });
      const text = `<Error><Code>${error.code}</Code><Message>${error.message}</Message></Error>`;
      response.end(request.method === "HEAD" ? undefined : text);
    });
  });
  return { ...server, blobs, uploads };
}

const statuses: { readonly [code in BlobErrorCode]: number } = {
  NoSuchBucket: 404,
  NoSuchKey: 404,
  PreconditionFailed: 412,
  AccessDenied: 403,
  InvalidRange: 416,
  Unavailable: 503,
};

type Stores = Pick<S3Server, "blobs" | "uploads">;

interface Call {
  readonly place: BlobPlace;
  readonly query: URLSearchParams;
  readonly request: ReceivedRequest;
  readonly response: ServerResponse;
}

async function answer(
  stores: Stores,
  request: ReceivedRequest,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams: query } = new URL(request.url, "http://localhost");
  const [, bucket = "", ...segments] = pathname.split("/");
  const key = segments.map(decodeURIComponent).join("/");
  const call = { place: { bucket, key }, query, request, response };
  const operation = query.has("uploadId") || query.has("uploads") ? "upload" : "object";
  if (query.has("list-type")) return list(stores, call);
  await methods[`${request.method} ${operation}`]?.(stores, call);
}

const methods: {
  readonly [operation: string]: (stores: Stores, call: Call) => Promise<void> | void;
} = {
  "HEAD object": async ({ blobs }, { place, response }) => {
    const { sizeBytes, etag, lastModifiedMs } = await blobs.head(place);
    response.writeHead(200, {
      "Content-Length": sizeBytes,
      ETag: etag,
      "Last-Modified": new Date(lastModifiedMs).toUTCString(),
    });
    response.end();
  },
  "GET object": async ({ blobs }, { place, request, response }) => {
    const [, start = "0", end = "0"] =
      /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    const { sizeBytes } = await blobs.head(place);
    if (Number(start) >= sizeBytes) {
      response.writeHead(416).end("<Error><Code>InvalidRange</Code></Error>");
      return;
    }
    const etag = request.headers["if-match"];
    const bytes = await blobs.read(place, Number(start), Number(end) + 1, etag);
    response.writeHead(206).end(bytes);
  },
  "PUT object": ({ blobs }, { place, request, response }) => {
    response.writeHead(200, { ETag: blobs.put(place, request.bytes).etag }).end();
  },
  "POST upload": ({ blobs, uploads }, { place, query, response }) => {
    const id = query.get("uploadId");
    if (id === null) {
      const created = `upload-${uploads.size}`;
      uploads.set(created, new Map());
      response.end(
        `<InitiateMultipartUploadResult><UploadId>${created}</UploadId></InitiateMultipartUploadResult>`,
      );
      return;
    }
    const { etag } = blobs.put(place, Buffer.concat([...(uploads.get(id)?.values() ?? [])]));
    uploads.delete(id);
    response.end(
      `<CompleteMultipartUploadResult><ETag>${etag}</ETag></CompleteMultipartUploadResult>`,
    );
  },
  "PUT upload": ({ uploads }, { query, request, response }) => {
    const number = Number(query.get("partNumber"));
    uploads.get(query.get("uploadId") ?? "")?.set(number, request.bytes);
    response.writeHead(200, { ETag: `"part-${number}"` }).end();
  },
  "DELETE upload": ({ uploads }, { query, response }) => {
    uploads.delete(query.get("uploadId") ?? "");
    response.writeHead(204).end();
  },
};

async function list({ blobs }: Stores, { place, query, response }: Call): Promise<void> {
  const page = await blobs.list({
    bucket: place.bucket,
    prefix: query.get("prefix") ?? "",
    after: query.get("start-after") ?? undefined,
    max: Number(query.get("max-keys")),
  });
  const contents = page.blobs.map(
    ({ key, sizeBytes, etag, lastModifiedMs }) =>
      `<Contents><Key>${encodeURIComponent(key)}</Key><Size>${sizeBytes}</Size><ETag>${etag}</ETag><LastModified>${new Date(lastModifiedMs).toISOString()}</LastModified><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  response.end(
    `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${page.more}</IsTruncated>${contents.join("")}</ListBucketResult>`,
  );
}
