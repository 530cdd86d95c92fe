import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MemoryBlobs } from "../../../lib/adapters/memory/blobs.ts";
import { writeDocument } from "../../../lib/data/document.ts";
import { openFile } from "../../../lib/integrations/map-data/open-file.ts";
import type { JsonValue } from "../../../lib/language/json.ts";

// The files hold the same three rows in row groups of two, and differ in their compression.
describe("Parquet files", () => {
  for (const compression of ["snappy", "gzip", "zstd"]) {
    it(`of ${compression} pages give their rows as objects`, async () => {
      const blobs = new MemoryBlobs(() => 0);
      const place = { bucket: "b", key: "rows.parquet" };
      blobs.put(place, readFileSync(new URL(`files/${compression}.parquet`, import.meta.url)));
      const reader = openFile(blobs, place, { type: "PARQUET" });
      const rows: JsonValue[] = [];
      let cursor: JsonValue = null;
      do {
        const page = await reader.read(cursor, 2);
        rows.push(...page.items.map(({ value }) => value));
        cursor = page.cursor;
      } while (cursor !== null);
      expect(rows.map(writeDocument)).toEqual([
        '{"id":1,"name":"a","score":1.5,"ok":true,"at":"2026-01-01T00:00:00.000Z","raw":"\\u0001\\u0002"}',
        '{"id":9007199254740993,"name":"é","score":-2,"ok":false,"at":"2026-01-02T00:00:00.500Z","raw":""}',
        '{"id":3,"name":null,"score":0,"ok":true,"at":"1970-01-01T00:00:00.000Z","raw":"/w=="}',
      ]);
    });
  }
});
