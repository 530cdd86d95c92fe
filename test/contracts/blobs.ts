import { describe, expect, it } from "vitest";
import type { Blobs } from "../../lib/engine/blobs-port.ts";

/** What must hold of every implementation of the `blobs` port. */
export function blobsContract(name: string, makeBlobs: () => Promise<Blobs>): void {
  describe(`${name} keeps blobs`, () => {
    it("gives back what was written, in ranges", async () => {
      const blobs = await filled(makeBlobs, { "a/b.txt": "hello world" });
      const place = { bucket: "data", key: "a/b.txt" };
      expect(text(await blobs.read(place, 0, 100))).toBe("hello world");
      expect(text(await blobs.read(place, 6, 9))).toBe("wor");
      expect(text(await blobs.read(place, 11, 20))).toBe("");
      expect(await blobs.head(place)).toMatchObject({
        key: "a/b.txt",
        sizeBytes: 11,
        storageClass: "STANDARD",
        etag: expect.stringMatching(/^".+"$/),
      });
    });

    it("writes what comes in many chunks", async () => {
      const blobs = await makeBlobs();
      const place = { bucket: "data", key: "big" };
      const written = await blobs.write(place, chunksOf(["one", "two", "", "three"]));
      expect(written.sizeBytes).toBe(11);
      expect(text(await blobs.read(place, 0, 11))).toBe("onetwothree");
    });

    it("leaves what was there if the writer fails", async () => {
      const blobs = await filled(makeBlobs, { a: "old" });
      const place = { bucket: "data", key: "a" };
      const failing = async function* (): AsyncGenerator<Uint8Array> {
        yield Buffer.from("ne");
        throw new Error("stopped");
      };
      await expect(blobs.write(place, failing())).rejects.toThrow("stopped");
      expect(text(await blobs.read(place, 0, 10))).toBe("old");
      const { blobs: listed } = await blobs.list({ bucket: "data", prefix: "", max: 10 });
      expect(listed.map(({ key }) => key)).toEqual(["a"]);
    });

    it("reads only the version that the ETag names", async () => {
      const blobs = await filled(makeBlobs, { a: "first" });
      const place = { bucket: "data", key: "a" };
      const { etag } = await blobs.head(place);
      expect(text(await blobs.read(place, 0, 5, etag))).toBe("first");
      await blobs.write(place, chunksOf(["second one"]));
      await expect(blobs.read(place, 0, 5, etag)).rejects.toMatchObject({
        code: "PreconditionFailed",
      });
    });

    it("says whether the bucket or the key is missing", async () => {
      const blobs = await filled(makeBlobs, { "a/b": "x" });
      const missingKey = { code: "NoSuchKey", message: "The specified key does not exist." };
      await expect(blobs.head({ bucket: "data", key: "a/c" })).rejects.toMatchObject(missingKey);
      await expect(blobs.read({ bucket: "data", key: "a" }, 0, 1)).rejects.toMatchObject(
        missingKey,
      );
      const missingBucket = { code: "NoSuchBucket" };
      await expect(blobs.head({ bucket: "none", key: "a" })).rejects.toMatchObject(missingBucket);
      await expect(blobs.list({ bucket: "none", prefix: "", max: 1 })).rejects.toMatchObject(
        missingBucket,
      );
    });

    it("lists by prefix, in the order of UTF-8 bytes, page by page", async () => {
      const keys = ["in/a.csv", "in/b/c.csv", "in/\uff5e", "in/\u{1f600}", "inn", "out/a"];
      const blobs = await filled(makeBlobs, Object.fromEntries(keys.map((key) => [key, key])));
      const list = async (prefix: string, max: number, after?: string) => {
        const page = await blobs.list({ bucket: "data", prefix, max, after });
        return { keys: page.blobs.map(({ key }) => key), more: page.more };
      };
      expect(await list("", 10)).toEqual({ keys, more: false });
      expect(await list("in/", 10)).toEqual({ keys: keys.slice(0, 4), more: false });
      expect(await list("in", 2)).toEqual({ keys: ["in/a.csv", "in/b/c.csv"], more: true });
      expect(await list("in/", 2, "in/b/c.csv")).toEqual({
        keys: ["in/\uff5e", "in/\u{1f600}"],
        more: false,
      });
      expect(await list("none/", 2)).toEqual({ keys: [], more: false });
    });

    it("keeps odd keys apart", async () => {
      const keys = ["a b", "a%20b", "ä", ".hidden/x", "a..b", "__proto__"];
      const blobs = await filled(makeBlobs, Object.fromEntries(keys.map((key) => [key, key])));
      for (const key of keys) {
        expect(text(await blobs.read({ bucket: "data", key }, 0, 100))).toBe(key);
      }
    });
  });
}

async function filled(
  makeBlobs: () => Promise<Blobs>,
  texts: { readonly [key: string]: string },
): Promise<Blobs> {
  const blobs = await makeBlobs();
  for (const [key, content] of Object.entries(texts)) {
    await blobs.write({ bucket: "data", key }, chunksOf([content]));
  }
  return blobs;
}

async function* chunksOf(texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of texts) yield Buffer.from(chunk);
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
