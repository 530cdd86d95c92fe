import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { FolderBlobs } from "../../lib/adapters/folder/blobs.ts";
import { MemoryBlobs } from "../../lib/adapters/memory/blobs.ts";
import { blobsContract } from "./blobs.ts";

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

blobsContract("memory", async () => new MemoryBlobs(() => 0));
blobsContract("a folder", async () => new FolderBlobs(await newFolder()));
blobsContract("a folder per bucket", async () => new FolderBlobs({ data: await newFolder() }));

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "blobs-"));
  folders.push(folder);
  return folder;
}
