import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { FolderBlobs } from "../../lib/adapters/folder/blobs.ts";
import { MemoryBlobs } from "../../lib/adapters/memory/blobs.ts";
import { blobsContract } from "./blobs.ts";

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

blobsContract("memory", async () => new MemoryBlobs(() => 0));
blobsContract("a folder", async () => new FolderBlobs(await newFolder()));

it("a folder is not left by a key or a bucket", async () => {
  const blobs = new FolderBlobs(await newFolder());
  const outside = { code: "AccessDenied" };
  await expect(blobs.head({ bucket: "..", key: "etc" })).rejects.toMatchObject(outside);
  const nothing = async function* (): AsyncGenerator<Uint8Array> {};
  await expect(blobs.write({ bucket: "data", key: "../../x" }, nothing())).rejects.toMatchObject(
    outside,
  );
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "blobs-"));
  folders.push(folder);
  return folder;
}
