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
import type { JsonObject, JsonValue } from "../../lib/language/json.ts";
import type { ChoiceRule } from "../../lib/language/state-machine.ts";
import { scopeOf } from "./scope.ts";

/** What a case gives and expects: each kind has some of it. */
interface Case {
  readonly title: string;
  readonly input?: JsonValue;
  readonly inputText?: string;
  readonly context?: JsonObject;
  readonly variables?: JsonObject;
  readonly path: string;
  readonly call: string;
  readonly text: string;
  readonly rule: ChoiceRule;
  readonly template: JsonValue;
  readonly document: JsonValue;
  readonly value?: JsonValue;
  readonly output?: JsonValue;
  readonly matches?: boolean;
  readonly written?: string;
  readonly ms?: number | null;
  readonly missing?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly message?: string;
  readonly position?: number;
  readonly line?: number;
  readonly column?: number;
}

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
    const scope = scopeOf({ ...given, input: input ?? null });
    expectResult({ error: given.error, value: given.matches }, () =>
      compileChoiceRule(given.rule)(scope),
    );
  },
  resultPath: ({ path, document, value, output, error, cause }) => {
    const before = writeDocument(document);
    const write = () => compileReferencePath(path).write(document, value ?? null);
    if (error === undefined) expect(writeDocument(write())).toBe(writeDocument(output ?? null));
    else expect(errorOf(write)).toMatchObject({ errorName: error, causeText: cause });
    expect(writeDocument(document)).toBe(before);
  },
  payloadTemplate: (given) =>
    expectResult({ error: given.error, value: given.output }, () =>
      compilePayloadTemplate(given.template)(scopeOf(given)),
    ),
  document: ({ text, written, message, line, column }) => {
    if (message === undefined) expect(writeDocument(readDocument(text))).toBe(written);
    else expect(errorOf(() => readDocument(text))).toMatchObject({ message, line, column });
  },
  timestamp: ({ text, ms }) => expect(parseTimestamp(text) ?? null).toBe(ms),
};

interface Expected {
  readonly value?: unknown;
  readonly error?: string | undefined;
}

function expectResult(given: Expected, run: () => unknown): void {
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
    test.each(cases as Case[])("$title", (given) => runners[kind]?.(given));
    test("has a kind and cases", () =>
      expect([typeof runners[kind], cases.length > 0]).toEqual(["function", true]));
  });
}
