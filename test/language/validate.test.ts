import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../lib/language/diagnostic.ts";
import { diagnosticCodes } from "../../lib/language/diagnostic-codes.ts";
import { ExactNumber, type JsonValue } from "../../lib/language/json.ts";
import { validate, validateText } from "../../lib/language/validate.ts";
import cases from "./validate.cases.json" with { type: "json" };

interface Case {
  readonly title: string;
  /** The section of the specification, or AWS's page. */
  readonly spec: string;
  /** The whole definition, or its states, of which it starts with the first. */
  readonly definition?: JsonValue;
  readonly states?: { readonly [name: string]: JsonValue };
  readonly language?: string;
  readonly type?: "STANDARD" | "EXPRESS";
  readonly strict?: boolean;
  /** "CODE pointer", after "warning " where it is none that AWS refuses. */
  readonly found: readonly string[];
}

describe("validate", () => {
  it.each(cases as unknown as Case[])("$title ($spec)", (example) => {
    const { type = "STANDARD", strict = false } = example;
    const diagnostics = validate(definitionOf(example), { type, strict });
    expect(diagnostics.map(summary)).toEqual(example.found);
  });

  it("says what is wrong, what was found and what would be right", () => {
    const definition = {
      StartAt: "Ship",
      States: {
        Ship: { Type: "Tusk", Next: "Sip" },
        Pay: { Type: "Wait", Seconds: "5", Retry: [], End: true },
      },
    };
    expect(validate(definition).map(({ message }) => message)).toEqual([
      '"Type" must be "Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel" or "Map", ' +
        'found "Tusk"; did you mean "Task"?',
      '"Retry" is not a field of a Wait state: only Task, Parallel, Map states have it',
      '"Seconds" must be an integer, found the text "5"',
      'there is no state "Sip"; did you mean "Ship"?',
      'no transition leads to the state "Pay": name it in a Next or remove it',
    ]);
  });

  it("takes swapped letters for one mistake", () => {
    const definition = { StartAt: "Frist", States: { First: { Type: "Taks", Next: "First" } } };
    const messages = validate(definition).map(({ message }) => message);
    expect(messages[0]).toMatch(/; did you mean "Task"\?$/);
    expect(messages).toContain('there is no state "Frist"; did you mean "First"?');
  });

  it("has a meaning for each of its codes", () => {
    const used = (cases as unknown as Case[]).flatMap(({ found }) => found);
    for (const text of used) {
      expect(diagnosticCodes).toHaveProperty(text.replace("warning ", "").split(" ")[0] ?? "");
    }
  });

  it("reads numbers of any spelling", () => {
    const retrier = { ErrorEquals: ["E"], BackoffRate: new ExactNumber("2.0") };
    const state = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Retry: [retrier] };
    expect(validate({ StartAt: "A", States: { A: { ...state, End: true } } })).toEqual([]);
  });

  it("takes __proto__ and the names of Object's own for names", () => {
    const text = `{"StartAt": "__proto__", "States": {
      "__proto__": {"Type": "Pass", "Parameters": {"__proto__": 1}, "Next": "constructor"},
      "constructor": {"Type": "Pass", "Next": "toString", "hasOwnProperty": 1},
      "toString": {"Type": "Succeed", "__proto__": {"Type": "Fail"}}}}`;
    expect(validate(JSON.parse(text)).map(summary)).toEqual([
      "SCHEMA_VALIDATION_FAILED /States/constructor/hasOwnProperty",
      "SCHEMA_VALIDATION_FAILED /States/toString/__proto__",
    ]);
    expect({}).not.toHaveProperty("Type");
  });

  it.each([
    ["arrays", "[", "]"],
    ["objects", '{"a":', "}"],
    ["states", '{"StartAt":"A","States":{"A":{"Type":"Map","End":true,"Iterator":', "}}}"],
  ])("answers for 100,000 nested %s", (_what, open, close) => {
    const text = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
    const found = validateText(text);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ code }) => code in diagnosticCodes)).toBe(true);
    let nested: JsonValue = 1;
    for (let depth = 0; depth < 100_000; depth++) nested = { StartAt: nested };
    expect(validate(nested).map(summary)).toEqual(["TOO_DEEPLY_NESTED "]);
  });

  it("takes time that grows with the size only, however wrong the definition is", () => {
    const wrongStates = (count: number): JsonValue => ({
      StartAt: "S0",
      States: Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `S${index}`,
          { Type: "Pass", Next: `T${index}`, Parameters: { "a.$": "x" }, Foo: 1 },
        ]),
      ),
    });
    const small = cpuMs(() => validate(wrongStates(250)));
    const large = cpuMs(() => validate(wrongStates(2_000)));
    expect(large / small).toBeLessThan(8 * 3);
  });
});

describe("validateText", () => {
  it("gives the line and column in JSON and in YAML", () => {
    const json = '{\n  "StartAt": "A",\n  "States": {"A": {"Type": "Pass", "Next": "B"}}\n}';
    const yaml = "StartAt: A\nStates:\n  A:\n    Type: Pass\n    Next: B\n";
    expect(validateText(json).map(placed)).toEqual(["3:44 /States/A/Next", "1:1 "]);
    expect(validateText(yaml).map(placed)).toEqual(["5:11 /States/A/Next", "1:1 "]);
  });

  it("tells what is not JSON, and keys that occur twice", () => {
    expect(validateText("{").map(({ code }) => code)).toEqual(["INVALID_JSON_DESCRIPTION"]);
    const twice = '{"StartAt": "A", "States": {"A": {"Type": "Fail"}, "A": {"Type": "Succeed"}}}';
    expect(validateText(twice).map(summary)).toEqual(["warning DUPLICATE_KEY /States/A"]);
  });

  it("refuses what is longer than AWS takes", () => {
    const comment = "x".repeat(1_048_576);
    const text = JSON.stringify({
      Comment: comment,
      StartAt: "A",
      States: { A: { Type: "Fail" } },
    });
    expect(validateText(text).map(summary)).toEqual(["DEFINITION_TOO_LARGE "]);
  });

  it("fills in substitutions before it judges", () => {
    const text =
      '{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": ${S}, "End": true}}}';
    expect(validateText(text, { substitutions: { S: -1 } }).map(summary)).toEqual([
      "SCHEMA_VALIDATION_FAILED /States/A/Seconds",
    ]);
    expect(validateText(text).map(summary)).toEqual([]);
  });
});

function definitionOf({ definition, states = {}, language }: Case): JsonValue {
  if (definition !== undefined) return definition;
  const [first = ""] = Object.keys(states);
  const top = language === undefined ? {} : { QueryLanguage: language };
  return { ...top, StartAt: first, States: states };
}

function summary({ severity, code, pointer }: Diagnostic): string {
  return `${severity === "WARNING" ? "warning " : ""}${code} ${pointer}`;
}

function placed({ line, column, pointer }: Diagnostic): string {
  return `${line}:${column} ${pointer}`;
}

/** The best of three: what the machine does besides is no matter. */
function cpuMs(run: () => void): number {
  const times = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    run();
    const { user } = process.cpuUsage(before);
    return user / 1000;
  });
  return Math.min(...times);
}
