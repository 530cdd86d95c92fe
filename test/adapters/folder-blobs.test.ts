import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FolderBlobs } from "../../lib/adapters/folder/blobs.ts";

/** `secret` lies beside the bucket's folder, with links to it inside. */
let root = "";
let blobs = new FolderBlobs({});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "folder-blobs-"));
  const bucket = join(root, "bucket");
  await mkdir(join(bucket, "in"), { recursive: true });
  await mkdir(join(root, "secret"));
  await writeFile(join(root, "secret", "key.txt"), "secret");
  await writeFile(join(root, "bucket-too"), "secret");
  await writeFile(join(bucket, "in", "a.txt"), "a");
  await symlink(join(root, "secret", "key.txt"), join(bucket, "file-link"));
  await symlink(join(root, "secret"), join(bucket, "folder-link"));
  await symlink("../in/a.txt", join(bucket, "in", "inner-link"));
  await symlink("loop", join(bucket, "loop"));
  blobs = new FolderBlobs({ data: bucket });
});

afterEach(() => rm(root, { recursive: true }));

const attacks = [
  "../secret/key.txt",
  "in/../../secret/key.txt",
  "/etc/passwd",
  "//etc/passwd",
  "../bucket-too",
  "..",
  ".",
  "",
  "in/",
  "in//a.txt",
  "in/./a.txt",
  "in/../in/a.txt",
  "..\\secret\\key.txt",
  "in/a.txt\0.csv",
  "file-link",
  "folder-link/key.txt",
  "folder-link",
  "loop",
  "in",
  ".stepwright-writing/x",
];

describe("a key never leads out of the bucket's folder", () => {
  for (const key of attacks) {
    it(`${JSON.stringify(key)} reads nothing`, async () => {
      const place = { bucket: "data", key };
      const refused = { code: expect.stringMatching(/^(AccessDenied|NoSuchKey)$/) };
      await expect(blobs.head(place)).rejects.toMatchObject(refused);
      await expect(blobs.read(place, 0, 100)).rejects.toMatchObject(refused);
    });

    it(`${JSON.stringify(key)} lists nothing from outside`, async () => {
      const { blobs: listed } = await blobs.list({ bucket: "data", prefix: key, max: 10 });
      expect(listed.map((blob) => blob.key).filter((listed) => listed !== "in/a.txt")).toEqual([]);
    });
  }

  const writes = attacks.filter((key) => !["file-link", "folder-link", "loop"].includes(key));
  for (const key of writes) {
    it(`${JSON.stringify(key)} writes nothing`, async () => {
      await expect(write(key)).rejects.toThrow();
      expect(await readdir(join(root, "secret"))).toEqual(["key.txt"]);
      expect(await readFile(join(root, "secret", "key.txt"), "utf8")).toBe("secret");
      expect(await readdir(root)).toEqual(["bucket", "bucket-too", "secret"]);
    });
  }

  it("writing to a link replaces the link, not what it leads to", async () => {
    await write("file-link");
    expect(await readFile(join(root, "secret", "key.txt"), "utf8")).toBe("secret");
    expect(await readFile(join(root, "bucket", "file-link"), "utf8")).toBe("written");
  });

  it("a scratch folder that leads outside is not written to", async () => {
    await symlink(join(root, "secret"), join(root, "bucket", ".stepwright-writing"));
    await expect(write("new.txt")).rejects.toMatchObject({ code: "AccessDenied" });
    expect(await readdir(join(root, "secret"))).toEqual(["key.txt"]);
  });
});

it("a link that stays in the folder is read", async () => {
  const bytes = await blobs.read({ bucket: "data", key: "in/inner-link" }, 0, 10);
  expect(Buffer.from(bytes).toString()).toBe("a");
});

it("a pipe is no blob, and nobody waits for it", async () => {
  execFileSync("mkfifo", [join(root, "bucket", "pipe")]);
  await expect(blobs.head({ bucket: "data", key: "pipe" })).rejects.toMatchObject({
    code: "NoSuchKey",
  });
});

it("a bucket is a name that was given, nothing else", async () => {
  for (const bucket of ["..", "none", "__proto__", "toString", "data/in"]) {
    await expect(blobs.head({ bucket, key: "a" })).rejects.toMatchObject({ code: "NoSuchBucket" });
  }
  const perBucket = new FolderBlobs(root);
  for (const bucket of ["..", ".", "", "bucket/in", "bucket-too"]) {
    await expect(perBucket.list({ bucket, prefix: "", max: 1 })).rejects.toMatchObject({
      code: "NoSuchBucket",
    });
  }
});

async function write(key: string): Promise<unknown> {
  return blobs.write(
    { bucket: "data", key },
    (async function* () {
      yield Buffer.from("written");
    })(),
  );
}

it("a file that goes while a listing is read leaves no hole in it", async () => {
  for (const name of ["b", "c", "d", "e"]) await write(`in/${name}.txt`);
  const first = await blobs.list({ bucket: "data", prefix: "in/", max: 2 });
  expect(first.blobs.map(({ key }) => key)).toEqual(["in/a.txt", "in/b.txt"]);
  await rm(join(root, "bucket", "in", "c.txt"));
  await rm(join(root, "bucket", "in", "d.txt"));
  const after = first.blobs.at(-1)?.key;
  const next = await blobs.list({ bucket: "data", prefix: "in/", after, max: 2 });
  expect(next).toMatchObject({ blobs: [{ key: "in/e.txt" }], more: false });
});
