import fc from "fast-check";
import { JSONPath } from "jsonpath-plus";
import { expect, test } from "vitest";
import { readDocument, sameDocument, writeDocument } from "../../lib/data/document.ts";
import { compileIntrinsic } from "../../lib/data/intrinsic.ts";
import { inHashSetOrder } from "../../lib/data/java-hash.ts";
import { LinearPattern } from "../../lib/data/linear-pattern.ts";
import { compilePath } from "../../lib/data/path.ts";
import { compileReferencePath } from "../../lib/data/reference-path.ts";
import { documentSizeBytes } from "../../lib/data/size.ts";
import { parseJsonPath } from "../../lib/language/grammar/json-path.ts";
import { formatTimestamp, parseTimestamp } from "../../lib/language/grammar/timestamp.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import { scopeOf } from "./scope.ts";

/** Few names, so that paths often lead somewhere; some of them are dangerous. */
const names = fc.constantFrom("a", "b", "c", "length", "__proto__", "constructor", "x y", "é", "");
const numbers = fc.oneof(
  fc.integer().map(String),
  fc.bigInt().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential()),
  fc.constantFrom("1.0", "-0", "-0.0", "1e400", "0.10", "12345678901234567890.5"),
);
const scalars = fc.oneof(
  fc.constantFrom("null", "true", "false"),
  numbers,
  fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)),
);
/** JSON texts, so that spellings of numbers and `__proto__` get in. */
const texts = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalars,
    fc.array(tie("value"), { maxLength: 4 }).map((items) => `[${items.join()}]`),
    fc
      .uniqueArray(fc.tuple(names, tie("value")), { maxLength: 4, selector: ([name]) => name })
      .map((entries) => `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${value}`)}}`),
  ),
})).value;
const keys = fc.oneof(
  names.map((name) => ({ text: `['${name}']`, key: name as string | number })),
  fc.nat({ max: 3 }).map((index) => ({ text: `[${index}]`, key: index as string | number })),
);

test("a document is written as it was read", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const value = readDocument(text);
      expect(writeDocument(value)).toBe(text);
      expect(sameDocument(value, readDocument(text))).toBe(true);
      expect(sameDocument(value, readDocument(` ${text}\n`))).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("the size is that of the text", () => {
  fc.assert(
    fc.property(texts, texts, (first, second) => {
      const part = readDocument(first);
      for (const value of [part, [part, readDocument(second)], { x: part, y: [part] }]) {
        expect(documentSizeBytes(value)).toBe(Buffer.byteLength(writeDocument(value)));
        expect(documentSizeBytes(value)).toBe(Buffer.byteLength(writeDocument(value)));
      }
    }),
    { numRuns: 1000 },
  );
});

test("what is read is what lies there", () => {
  fc.assert(
    fc.property(texts, fc.array(keys, { maxLength: 4 }), (text, steps) => {
      const input = readDocument(text);
      let expected: JsonValue | undefined = input;
      for (const { key } of steps) {
        const container: unknown = expected;
        const fits = typeof key === "number" ? Array.isArray(container) : !Array.isArray(container);
        const plain = JSON.parse(JSON.stringify(container ?? null));
        const there =
          fits && plain !== null && typeof plain === "object" && Object.hasOwn(plain, key);
        expected = there ? (container as never)[key] : undefined;
      }
      const path = compilePath(`$${steps.map((step) => step.text).join("")}`);
      const scope = scopeOf({ input });
      expect(path.read(scope)).toBe(expected);
      expect(path.whyMissing(scope) === "").toBe(expected !== undefined);
    }),
    { numRuns: 2000 },
  );
});

test("wildcards, slices and descent find what jsonpath-plus finds", () => {
  // jsonpath-plus takes "[0]" for a letter of a text and for a key, which Jayway does not.
  const documents = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.integer(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { maxKeys: 3 }),
    ),
  })).value;
  const steps = ["a", "b", "*"].flatMap((name) => [`.${name}`, `..${name}`]);
  const brackets = ["[*]", "[0]", "[1:3]", "[0,1]", "..[0]"];
  const parts = fc.array(fc.constantFrom(...steps, ...brackets), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(documents, parts, (document, part) => {
      const input = { a: document, b: [document, { a: 1, b: [document] }] };
      const path = compilePath(`$${part.join("")}`);
      const found = path.read(scopeOf({ input }));
      const nodes: JsonValue[] = JSONPath({
        path: path.text,
        json: input,
        eval: false,
        wrap: true,
      });
      if (path.definite) expect(found).toEqual(nodes[0]);
      else if (found === undefined) expect(nodes).toEqual([]);
      else expect(sorted(found as JsonValue[])).toEqual(sorted(nodes));
    }),
    { numRuns: 2000 },
  );
});

test("what a Reference Path writes it reads, and nothing else changes", () => {
  fc.assert(
    fc.property(
      texts,
      fc.array(
        names.filter((name) => name !== ""),
        { maxLength: 3 },
      ),
      texts,
      (text, steps, other) => {
        const document = readDocument(text);
        const value = readDocument(other);
        const path = compileReferencePath(`$${steps.map((name) => `['${name}']`).join("")}`);
        let written: JsonValue;
        try {
          written = path.write(document, value);
        } catch {
          expect(writeDocument(document)).toBe(text);
          return;
        }
        expect(path.read(scopeOf({ input: written }))).toBe(value);
        expect(writeDocument(document)).toBe(text);
        const [first] = steps;
        for (const [key, kept] of Object.entries(first === undefined ? {} : (document as object))) {
          if (key !== first) expect((written as { [key: string]: unknown })[key]).toBe(kept);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test("a pattern of stars matches as a regular expression would", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "*", "\\"), maxLength: 8 });
  fc.assert(
    fc.property(
      letters,
      fc.string({ unit: fc.constantFrom("a", "b", "*", "\\"), maxLength: 10 }),
      (pattern, text) => {
        const source = pattern.replace(/\\[\\*]|[\\*]/g, (part) =>
          part === "*" ? ".*" : `\\${part.at(-1)}`,
        );
        const expected = new RegExp(`^${source}$`, "s").test(text);
        expect(LinearPattern.ofWildcards(pattern).matches(text)).toBe(expected);
      },
    ),
    { numRuns: 5000 },
  );
});

test("a timestamp is written as Date writes it, and read again", () => {
  fc.assert(
    fc.property(
      fc.date({
        min: new Date(-62167219200000),
        max: new Date(253402300799999),
        noInvalidDate: true,
      }),
      (date) => {
        const text = formatTimestamp(date.getTime());
        expect(text).toBe(date.toISOString());
        expect(parseTimestamp(text)).toBe(date.getTime());
      },
    ),
    { numRuns: 2000 },
  );
});

test("a hash set has each value once", () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 30 }), (items) => {
      const values = items.map(readDocument);
      const unique = inHashSetOrder(values, sameDocument);
      expect(unique.length).toBeLessThanOrEqual(values.length);
      for (const value of unique) expect(values).toContain(value);
    }),
    { numRuns: 200 },
  );
});

test("a document of any depth is written, measured and compared", () => {
  let deep: JsonValue = 1;
  let twin: JsonValue = 1;
  for (let depth = 0; depth < 100_000; depth++) {
    deep = depth % 2 === 0 ? [deep] : { a: deep };
    twin = depth % 2 === 0 ? [twin] : { a: twin };
  }
  const text = writeDocument(deep);
  expect(text.length).toBe(100_000 * 2 + 50_000 * 4 + 1);
  expect(documentSizeBytes(deep)).toBe(text.length);
  expect(sameDocument(deep, twin)).toBe(true);
  expect(compilePath("$..x").read(scopeOf({ input: deep }))).toEqual([]);
});

test.each([
  ["[", "]"],
  ['{"a":', "}"],
])("a text nested 100,000 deep in %s is refused by name", (open, close) => {
  const text = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
  expect(() => readDocument(text)).toThrow(/Document nesting depth \(1001\) exceeds/);
  expect(() => readDocument(open.repeat(100_000))).toThrow(/nesting depth|end-of-input/);
  const allowed = `${open.repeat(1000)}1.0${close.repeat(1000)}`;
  expect(writeDocument(readDocument(allowed))).toBe(allowed);
});

test("texts of 10 MB are read whole", () => {
  const long = JSON.stringify("x".repeat(10_000_000));
  const many = `[${"1.0,".repeat(2_500_000)}1]`;
  for (const text of [long, many]) {
    const value = readDocument(text);
    expect(documentSizeBytes(value)).toBe(text.length);
  }
}, 60_000);

test("paths, templates and texts that would not end are refused by name", () => {
  let deep: JsonValue = 1;
  for (let depth = 0; depth < 1000; depth++) deep = [deep];
  const input = Array.from({ length: 500 }, () => ({ a: [{ b: 1 }] })) as JsonValue;
  for (const path of ["$..*..*..*", "$[?(@..b)]..*..*", "$..[?(@..a)]"]) {
    expect(() => {
      compilePath(path).read(scopeOf({ input: deep }));
      compilePath(path).read(scopeOf({ input }));
    }).not.toThrow(RangeError);
  }
  expect(() => compilePath("$..*..*..*").read(scopeOf({ input: deep }))).toThrow(
    /more than 1000000/,
  );
  expect(parseJsonPath(`$${".a".repeat(100_000)}`)).toMatchObject({ ok: false });
  expect(parseJsonPath(`$[?(${"!(".repeat(100_000)}`)).toMatchObject({ ok: false });
  const text = `States.Array('${"x".repeat(1_000_000)}')`;
  expect(compileIntrinsic(text)(scopeOf({}))).toEqual(["x".repeat(1_000_000)]);
  const twice = "States.JsonToString(States.Array($,$,$,$,$,$,$,$))";
  const nested = twice.replaceAll("$", twice.slice(20, -1)).replaceAll("$", twice.slice(20, -1));
  const long = scopeOf({ input: "x".repeat(1_000_000) });
  expect(() => compileIntrinsic(nested)(long)).toThrow(/Invalid arguments in States.JsonToString/);
}, 10_000);

function sorted(values: readonly JsonValue[]): readonly string[] {
  return values.map((value) => writeDocument(value)).sort();
}
