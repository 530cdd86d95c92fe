import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compileChoiceRule } from "../../lib/data/choice-rule.ts";
import { DocumentError, readDocument, writeDocument } from "../../lib/data/document.ts";
import { compileIntrinsic } from "../../lib/data/intrinsic.ts";
import { compilePath } from "../../lib/data/path.ts";
import { compilePayloadTemplate } from "../../lib/data/payload-template.ts";
import { compileReferencePath } from "../../lib/data/reference-path.ts";
import { StatesError } from "../../lib/data/states-error.ts";
import { parseIntrinsic } from "../../lib/language/grammar/intrinsic.ts";
import { parseJsonPath } from "../../lib/language/grammar/json-path.ts";
import { parseTimestamp } from "../../lib/language/grammar/timestamp.ts";
import { scopeOf } from "./scope.ts";

// biome-ignore lint/suspicious/noExplicitAny: the shape of a case is that of its kind
type Case = any;

/** How a case of each kind is run. A case file says its kind. */
const runners: { readonly [kind: string]: (given: Case) => void } = {
  path: (given) => {
    const path = compilePath(given.path);
    const scope = scopeOf(given);
    if (given.missing === undefined) {
      expect(path.read(scope)).toEqual(given.value);
    } else {
      expect(path.read(scope)).toBeUndefined();
      expect(path.whyMissing(scope)).toBe(given.missing);
    }
  },
  pathSyntax: ({ path, position, message }) => {
    expect(parseJsonPath(path)).toEqual({ ok: false, position, message });
  },
  intrinsic: (given) => expectResult(given, () => compileIntrinsic(given.call)(scopeOf(given))),
  intrinsicSyntax: ({ call, position, message }) => {
    const expected = { ok: false, position, ...(message === undefined ? {} : { message }) };
    expect(parseIntrinsic(call)).toMatchObject(expected);
  },
  choiceRule: (given) => {
    const input = given.inputText === undefined ? given.input : readDocument(given.inputText);
    const matches = () => compileChoiceRule(given.rule)(scopeOf({ ...given, input }));
    expectResult({ ...given, value: given.matches }, matches);
  },
  resultPath: ({ path, document, value, output, error, cause }) => {
    const before = writeDocument(document);
    const write = () => compileReferencePath(path).write(document, value);
    if (error === undefined) expect(writeDocument(write())).toBe(writeDocument(output));
    else expect(errorOf(write)).toMatchObject({ errorName: error, causeText: cause });
    expect(writeDocument(document)).toBe(before);
  },
  payloadTemplate: (given) =>
    expectResult({ ...given, value: given.output }, () =>
      compilePayloadTemplate(given.template)(scopeOf(given)),
    ),
  document: ({ text, written, message, line, column }) => {
    if (message === undefined) expect(writeDocument(readDocument(text))).toBe(written);
    else expect(errorOf(() => readDocument(text))).toMatchObject({ message, line, column });
  },
  timestamp: ({ text, ms }) => expect(parseTimestamp(text) ?? null).toBe(ms),
};

function expectResult(given: Case, run: () => unknown): void {
  if (given.error === undefined) {
    expect(run()).toEqual(given.value);
  } else {
    expect(errorOf(run)).toMatchObject({
      errorName: "States.Runtime",
      causeText: given.error,
      located: true,
    });
  }
}

function errorOf(run: () => unknown): StatesError | DocumentError {
  try {
    run();
  } catch (error) {
    if (error instanceof StatesError || error instanceof DocumentError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

const folder = new URL("./cases/", import.meta.url);
for (const file of readdirSync(folder)) {
  const { kind, cases } = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
  describe(file, () => {
    test.each(cases as { title: string }[])("$title", (given) => runners[kind]?.(given));
    test("has a kind and cases", () =>
      expect([typeof runners[kind], cases.length > 0]).toEqual(["function", true]));
  });
}
