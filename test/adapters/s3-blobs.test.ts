import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { ReadAheadBlobs } from "../../lib/adapters/s3/read-ahead-blobs.ts";
import { S3Blobs } from "../../lib/adapters/s3/s3-blobs.ts";
import type { S3Calls } from "../../lib/adapters/s3/s3-calls.ts";
import type { Blobs } from "../../lib/engine/blobs-port.ts";
import { S3Client } from "../../lib/integrations/sdk/s3-client.ts";
import { blobsContract } from "../contracts/blobs.ts";
import { type S3Server, s3Server } from "./s3-server.ts";

const projectFolder = fileURLToPath(new URL("../..", import.meta.url));
const servers: S3Server[] = [];

async function s3(): Promise<{ readonly server: S3Server; readonly blobs: Blobs }> {
  const server = await s3Server();
  servers.push(server);
  const environment = { AWS_ENDPOINT_URL_S3: server.url };
  const client = new S3Client({ projectFolder, environment });
  const calls = ((action, input) => client.call(action, input)) as S3Calls;
  return { server, blobs: new S3Blobs(calls) };
}

afterAll(async () => {
  for (const server of servers) await server[Symbol.asyncDispose]();
});

blobsContract("S3", async () => (await s3()).blobs);

const megabyte = 1_048_576;
const place = { bucket: "data", key: "big" };

async function* megabytes(count: number, failAt = count): AsyncGenerator<Buffer> {
  for (let index = 0; index < count; index++) {
    if (index === failAt) throw new Error("the source failed");
    yield Buffer.alloc(megabyte, index);
  }
}

describe("S3", () => {
  it("takes a large blob in parts of 8 MiB", async () => {
    const { server, blobs } = await s3();
    const { sizeBytes } = await blobs.write(place, megabytes(20));
    expect(sizeBytes).toBe(20 * megabyte);
    const parts = server.received.filter(({ url }) => url.includes("partNumber"));
    expect(parts.map(({ bytes }) => bytes.length / megabyte)).toEqual([8, 8, 4]);
    const bytes = await blobs.read(place, 19 * megabyte - 1, 19 * megabyte + 1);
    expect([...bytes]).toEqual([18, 19]);
    expect(server.uploads.size).toBe(0);
  });

  it("takes a small blob, and an empty one, in one request", async () => {
    const { server, blobs } = await s3();
    await blobs.write(place, megabytes(8));
    await blobs.write({ bucket: "data", key: "empty" }, megabytes(0));
    expect(server.received.map(({ method }) => method)).toEqual(["PUT", "HEAD", "PUT", "HEAD"]);
  });

  it("keeps no parts of a blob whose source fails", async () => {
    const { server, blobs } = await s3();
    await expect(blobs.write(place, megabytes(20, 18))).rejects.toThrow("the source failed");
    expect(server.uploads.size).toBe(0);
    await expect(blobs.head(place)).rejects.toMatchObject({ code: "NoSuchBucket" });
  });

  it("is read in few requests by whoever reads in small steps", async () => {
    const { server, blobs } = await s3();
    server.blobs.put(place, Buffer.alloc(10 * megabyte, "x"));
    const { etag } = await blobs.head(place);
    const ahead = new ReadAheadBlobs(blobs);
    let length = 0;
    for (let at = 0; at < 10 * megabyte; at += 65_536) {
      length += (await ahead.read(place, at, at + 65_536, etag)).length;
    }
    expect(length).toBe(10 * megabyte);
    expect(server.received.filter(({ method }) => method === "GET")).toHaveLength(10);
  });

  it("tells that nobody is there", async () => {
    const environment = { AWS_ENDPOINT_URL: "http://127.0.0.1:9" };
    const client = new S3Client({ projectFolder, environment });
    const blobs = new S3Blobs(((action, input) => client.call(action, input)) as S3Calls);
    await expect(blobs.head(place)).rejects.toMatchObject({
      code: "Unavailable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });
});
