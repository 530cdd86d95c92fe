import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { MemoryBlobs } from "../../../lib/adapters/memory/blobs.ts";
import type { MapItem } from "../../../lib/core/map-run/map-run-snapshot.ts";
import { writeDocument } from "../../../lib/data/document.ts";
import { BlobMapData } from "../../../lib/integrations/map-data/blob-map-data.ts";
import type { JsonObject, JsonValue } from "../../../lib/language/json.ts";

const now = (): number => 1_789_180_622_000;

interface Reader {
  readonly resource?: string;
  readonly parameters?: JsonObject;
  readonly config?: JsonObject;
}

describe("ItemReader", () => {
  it("lists objects, each as its metadata", async () => {
    const blobs = MemoryBlobs.from({ "b/in/1.txt": "x", "b/in/2.txt": "yy", "b/other": "" }, now);
    const items = await readAll(blobs, {
      resource: "arn:aws:states:::s3:listObjectsV2",
      parameters: { Bucket: "b", Prefix: "in/" },
    });
    expect(items.map(({ source }) => source)).toEqual(["S3://b", "S3://b"]);
    expect(writeDocument(items[0]?.value ?? null)).toBe(
      '{"Etag":"\\"9dd4e461268c8034f5c8564e155c67a6\\"","Key":"in/1.txt","LastModified":1.789180622E9,"Size":1,"StorageClass":"STANDARD"}',
    );
    expect(items[1]?.value).toMatchObject({ Key: "in/2.txt", Size: 2 });
  });

  it("lists nothing as no items", async () => {
    const blobs = MemoryBlobs.from({ "b/other": "" }, now);
    const parameters = { Bucket: "b", Prefix: "in/" };
    const resource = "arn:aws:states:::s3:listObjectsV2";
    expect(await readAll(blobs, { resource, parameters })).toEqual([]);
  });

  it("loads and flattens the objects that it lists, folders left out", async () => {
    const blobs = MemoryBlobs.from(
      { "b/f/": "", "b/f/1.jsonl": "1\n2\n", "b/f/2.jsonl": "", "b/f/3.jsonl": "3\n", "b/g": "9" },
      now,
    );
    const items = await readAll(blobs, {
      resource: "arn:aws:states:::s3:listObjectsV2",
      parameters: { Bucket: "b", Prefix: "f/" },
      config: { InputType: "JSONL", Transformation: "LOAD_AND_FLATTEN" },
    });
    expect(items).toEqual([
      { value: 1, source: "S3://b/f/1.jsonl" },
      { value: 2, source: "S3://b/f/1.jsonl" },
      { value: 3, source: "S3://b/f/3.jsonl" },
    ]);
  });

  it("reads more files than a page of a listing has", async () => {
    const texts: { [place: string]: string } = {};
    for (let n = 0; n < 1_200; n++) texts[`b/f/${String(n).padStart(5, "0")}.json`] = `[${n}]`;
    const items = await readAll(MemoryBlobs.from(texts, now), {
      resource: "arn:aws:states:::s3:listObjectsV2",
      parameters: { Bucket: "b", Prefix: "f/" },
      config: { InputType: "JSON", Transformation: "LOAD_AND_FLATTEN" },
    });
    expect(items.map(({ value }) => value)).toEqual([...Array(1_200).keys()]);
  });

  it("reads CSV with a delimiter and given headers", async () => {
    const blobs = MemoryBlobs.from({ "b/k": "1|a\n2|b\n" }, now);
    const config = {
      InputType: "CSV",
      CSVHeaderLocation: "GIVEN",
      CSVHeaders: ["id", "name"],
      CSVDelimiter: "PIPE",
    };
    expect(await readAll(blobs, { config })).toEqual([
      { value: { id: "1", name: "a" }, source: "S3://b/k" },
      { value: { id: "2", name: "b" }, source: "S3://b/k" },
    ]);
  });

  it("reads the members of a JSON object with their keys", async () => {
    const blobs = MemoryBlobs.from({ "b/k": '{"data":{"x":1,"y":2}}' }, now);
    const config = { InputType: "JSON", ItemsPointer: "/data" };
    expect(await readAll(blobs, { config })).toEqual([
      { key: "x", value: 1, source: "S3://b/k" },
      { key: "y", value: 2, source: "S3://b/k" },
    ]);
  });

  it("reads compressed files by their names, forward and again", async () => {
    const lines = [...Array(50_000).keys()];
    const text = Buffer.from(lines.map((line) => `${line}\n`).join(""));
    const blobs = new MemoryBlobs(now);
    blobs.put({ bucket: "b", key: "k.jsonl.gz" }, gzipSync(text));
    blobs.put({ bucket: "b", key: "k.jsonl.zstd" }, zstdCompressSync(text));
    for (const Key of ["k.jsonl.gz", "k.jsonl.zstd"]) {
      const reader = { parameters: { Bucket: "b", Key }, config: { InputType: "JSONL" } };
      expect((await readAll(blobs, reader, 5_000)).map(({ value }) => value)).toEqual(lines);
      expect((await readAll(blobs, reader, 9_999, true)).map(({ value }) => value)).toEqual(lines);
    }
    blobs.put({ bucket: "b", key: "bad.gz" }, text);
    const bad = { parameters: { Bucket: "b", Key: "bad.gz" }, config: { InputType: "JSONL" } };
    await expect(readAll(blobs, bad)).rejects.toMatchObject({
      errorName: "States.ItemReaderFailed",
      causeText: expect.stringMatching("^the file bad.gz cannot be decompressed: "),
    });
  });

  it("reads the objects of an S3 inventory", async () => {
    const manifest = {
      sourceBucket: "source",
      destinationBucket: "arn:aws:s3:::inventory",
      fileFormat: "CSV",
      fileSchema: "Bucket, Key, Size, LastModifiedDate",
      files: [{ key: "data/1.csv.gz" }, { key: "data/2.csv" }],
    };
    const blobs = MemoryBlobs.from(
      {
        "inventory/manifest.json": JSON.stringify(manifest),
        "inventory/data/2.csv": '"source","b.txt","7","2022-11-16T00:29:32.000Z"\n',
      },
      now,
    );
    const first = '"source","a.txt","3399671","2022-11-16T00:29:32.000Z"\n';
    blobs.put({ bucket: "inventory", key: "data/1.csv.gz" }, gzipSync(first));
    const parameters = { Bucket: "inventory", Key: "manifest.json" };
    for (const config of [{ InputType: "MANIFEST" }, { ManifestType: "S3_INVENTORY" }]) {
      expect(await readAll(blobs, { parameters, config: config as JsonObject })).toEqual([
        {
          value: {
            Bucket: "source",
            Key: "a.txt",
            Size: "3399671",
            LastModifiedDate: "2022-11-16T00:29:32.000Z",
          },
          source: "S3://inventory/data/1.csv.gz",
        },
        expect.objectContaining({ source: "S3://inventory/data/2.csv" }),
      ]);
    }
  });

  it("reads the files of an Athena manifest", async () => {
    const blobs = MemoryBlobs.from(
      {
        "b/q-manifest.csv": "s3://data/1.jsonl\ns3://data/dir/2.jsonl\n",
        "data/1.jsonl": '{"a":1}\n',
        "data/dir/2.jsonl": '{"a":2}\n',
      },
      now,
    );
    const parameters = { Bucket: "b", Key: "q-manifest.csv" };
    const config = { ManifestType: "ATHENA_DATA", InputType: "JSONL" };
    expect(await readAll(blobs, { parameters, config })).toEqual([
      { value: { a: 1 }, source: "S3://data/1.jsonl" },
      { value: { a: 2 }, source: "S3://data/dir/2.jsonl" },
    ]);
  });

  const failures: readonly [string, Reader, string][] = [
    [
      "a missing object",
      { config: { InputType: "JSON" }, parameters: { Bucket: "b", Key: "none" } },
      "The specified key does not exist.",
    ],
    [
      "a missing bucket",
      { config: { InputType: "JSON" }, parameters: { Bucket: "none", Key: "k" } },
      "The specified bucket does not exist",
    ],
    ["a file that is no JSON", { config: { InputType: "JSON" } }, "the file is not JSON: "],
    ["an unknown InputType", { config: { InputType: "XML" } }, "InputType must be one of CSV, "],
    ["a missing Key", { parameters: { Bucket: "b" } }, "the ItemReader needs the parameter Key"],
    [
      "a manifest that is none",
      { config: { InputType: "MANIFEST" } },
      "the manifest is not JSON: ",
    ],
    [
      "a manifest of another kind",
      { config: { InputType: "MANIFEST" }, parameters: { Bucket: "b", Key: "orc" } },
      'the S3 inventory\'s fileFormat must be CSV, but is "ORC"',
    ],
    [
      "an Athena manifest without URIs",
      { config: { ManifestType: "ATHENA_DATA", InputType: "CSV" } },
      'the Athena manifest must hold S3 URIs, but holds "[nope"',
    ],
    ["a file that is no Parquet", { config: { InputType: "PARQUET" } }, "the file k is no Parquet"],
  ];
  for (const [title, reader, causeStart] of failures) {
    it(`fails on ${title}`, async () => {
      const blobs = MemoryBlobs.from({ "b/k": "[nope", "b/orc": '{"fileFormat":"ORC"}' }, now);
      await expect(readAll(blobs, reader)).rejects.toMatchObject({
        errorName: "States.ItemReaderFailed",
        causeText: expect.stringContaining(causeStart),
      });
    });
  }

  it("notices that a file was replaced while it was read", async () => {
    const blobs = MemoryBlobs.from({ "b/k": "1\n2\n3\n" }, now);
    const request = { mapRunArn: "run", reader: readerOf({ config: { InputType: "JSONL" } }) };
    const page = await new BlobMapData(blobs).read({ ...request, cursor: null, max: 1 });
    blobs.put({ bucket: "b", key: "k" }, Buffer.from("9\n9\n9\n"));
    const next = new BlobMapData(blobs).read({ ...request, cursor: page.cursor, max: 1 });
    await expect(next).rejects.toMatchObject({
      causeText: "the file k was replaced while it was read",
    });
  });

  it("refuses an item of more than 8 MB", async () => {
    const blobs = MemoryBlobs.from({ "b/k": `["${"x".repeat(17_000_000)}"]` }, now);
    await expect(readAll(blobs, { config: { InputType: "JSON" } })).rejects.toMatchObject({
      causeText: "an item of the file is larger than 8388608 bytes",
    });
  });
});

function readerOf({
  resource = "arn:aws:states:::s3:getObject",
  parameters = { Bucket: "b", Key: "k" },
  config = {},
}: Reader) {
  return { resource, parameters, config };
}

/** Reads all pages, the cursor through JSON each time; `anew`: by another reader each time. */
async function readAll(
  blobs: MemoryBlobs,
  reader: Reader,
  max = 100,
  anew = false,
): Promise<MapItem[]> {
  const items: MapItem[] = [];
  let data = new BlobMapData(blobs);
  let cursor: JsonValue = null;
  for (;;) {
    const page = await data.read({ mapRunArn: "run", reader: readerOf(reader), cursor, max });
    items.push(...page.items);
    if (page.ended) return items;
    expect(page.items.length).toBeGreaterThan(0);
    expect(page.items.length).toBeLessThanOrEqual(max);
    cursor = JSON.parse(JSON.stringify(page.cursor)) as JsonValue;
    if (anew) data = new BlobMapData(blobs);
  }
}
