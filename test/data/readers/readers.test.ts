import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDocument, writeDocument } from "../../../lib/data/document.ts";
import { csvParser } from "../../../lib/data/readers/csv.ts";
import type { ItemParser } from "../../../lib/data/readers/item-parser.ts";
import { jsonItemsParser, pointerSteps } from "../../../lib/data/readers/json-items.ts";
import { jsonLinesParser } from "../../../lib/data/readers/json-lines.ts";
import type { JsonValue } from "../../../lib/language/json.ts";
import { parseAll } from "./parse-all.ts";

interface Case {
  readonly title: string;
  readonly text: string;
  /** A text where JSON.parse would lose something. */
  readonly items?: JsonValue | string;
  readonly error?: string;
  readonly errorStart?: string;
  readonly pointer?: string;
  readonly delimiter?: string;
  readonly headers?: readonly string[];
}

describeCases("csv", ({ delimiter = ",", headers }) => csvParser({ delimiter, headers }), "values");
describeCases("json", ({ pointer = "" }) => jsonItemsParser(pointerSteps(pointer)), "items");
describeCases("json-lines", () => jsonLinesParser, "values");

function describeCases(
  file: string,
  makeParser: (testCase: Case) => ItemParser,
  shape: "values" | "items",
): void {
  const cases = JSON.parse(
    readFileSync(new URL(`cases/${file}.json`, import.meta.url), "utf8"),
  ) as Case[];

  describe(`${file} files`, () => {
    for (const testCase of cases) {
      it(testCase.title, () => {
        const bytes = Buffer.from(testCase.text);
        for (const [window, max] of [
          [10_000, 10_000],
          [3, 1],
          [4, 2],
          [16, 1],
          [17, 3],
        ]) {
          const read = (): string => {
            const items = parseAll(makeParser(testCase), bytes, window, max);
            const wanted = items.map((item) =>
              shape === "values" ? item.value : ({ ...item } as unknown as JsonValue),
            );
            return writeDocument(wanted);
          };
          check(testCase, read);
        }
      });
    }
  });
}

function check({ items, error, errorStart }: Case, read: () => string): void {
  if (error !== undefined || errorStart !== undefined) {
    const causeText = error ?? expect.stringMatching(`^${errorStart}`);
    expect(read).toThrow(
      expect.objectContaining({ errorName: "States.ItemReaderFailed", causeText }),
    );
    return;
  }
  const expected = typeof items === "string" ? items : JSON.stringify(items);
  expect(readDocument(read())).toEqual(readDocument(expected));
}

describe("readers, whatever the windows", () => {
  it("JSON arrays and objects give their parts back", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())),
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        (document, window, max, spaced) => {
          const text = JSON.stringify({ before: [document], it: document }, null, spaced ? 1 : 0);
          const parser = jsonItemsParser(["it"]);
          const items = parseAll(parser, Buffer.from(text), window, max);
          const round = JSON.parse(JSON.stringify(document)) as object;
          const texts = Object.values(round).map((part) => JSON.stringify(part));
          expect(items.map(({ value }) => writeDocument(value))).toEqual(texts);
          const keys = Array.isArray(document) ? [] : Object.keys(round);
          expect(items.flatMap(({ key }) => key ?? [])).toEqual(keys);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("quoted CSV fields give their texts back", () => {
    // A lone carriage return or CR LF in a field comes back as LF.
    const field = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\r", ""));
    const row = fc.array(field, { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(row), fc.integer({ min: 1, max: 64 }), (rows, window) => {
        const quoted = (text: string): string =>
          `"${text.replaceAll("\\", "\\\\").replaceAll('"', '""')}"`;
        const text = rows.map((fields) => `${fields.map(quoted).join(",")}\n`).join("");
        const parser = csvParser({ delimiter: ",", headers: ["a", "b", "c"] });
        const items = parseAll(parser, Buffer.from(text), window);
        expect(items.map(({ value }) => Object.values(value as object))).toEqual(rows);
      }),
      { numRuns: 500 },
    );
  });

  it("damaged files end in an error of the reader, or in items", () => {
    const parsers = [csvParser({ delimiter: ",", headers: undefined }), jsonItemsParser(["a"])];
    parsers.push(jsonItemsParser([]), jsonLinesParser);
    const unit = fc.constantFrom(...'[]{}",:\\\n\r \t12ax');
    fc.assert(
      fc.property(
        fc.string({ unit }),
        fc.constantFrom(...parsers),
        fc.integer({ min: 1, max: 9 }),
        (text, parser, window) => {
          const outcome = (size: number): unknown => {
            try {
              return parseAll(parser, Buffer.from(text), size);
            } catch (error) {
              expect(error).toMatchObject({ errorName: "States.ItemReaderFailed" });
              return "failed";
            }
          };
          expect(outcome(window)).toEqual(outcome(1_000));
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe("hostile files", () => {
  it("a CSV header of 100,000 columns is refused", () => {
    const header = `${Array.from({ length: 100_000 }, (_, column) => `c${column}`).join(",")}\n`;
    expect(() =>
      parseAll(csvParser({ delimiter: ",", headers: undefined }), Buffer.from(header)),
    ).toThrow("the CSV header has 100000 columns and more than 10240 bytes");
  });

  it("a CSV row of 100,000 columns and one of a million quotes are read in one go", () => {
    const parser = csvParser({ delimiter: ",", headers: ["a"] });
    const text = `${"x,".repeat(100_000)}\n${'"'.repeat(1_000_000)}\n${'"",\\\\'.repeat(200_000)}x\n`;
    expect(parseAll(parser, Buffer.from(text), 65_536)).toHaveLength(3);
  });

  it("a 10 MB JSON file is read item by item", () => {
    const item = JSON.stringify({ text: "x".repeat(1_000), numbers: [1, 2, 3] });
    const text = `[${Array.from({ length: 10_000 }, () => item).join(",")}]`;
    expect(parseAll(jsonItemsParser([]), Buffer.from(text), 65_536, 100)).toHaveLength(10_000);
  });

  it("JSON that nests too deeply is refused", () => {
    for (const text of [
      "[".repeat(100_000),
      `{"x":${"[".repeat(100_000)}`,
      `["${"\\".repeat(1_000_001)}`,
    ]) {
      expect(() => parseAll(jsonItemsParser(["a"]), Buffer.from(text), 65_536)).toThrow();
      expect(() => parseAll(jsonItemsParser([]), Buffer.from(text), 65_536)).toThrow();
    }
  });
});
