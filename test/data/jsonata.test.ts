import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compileJsonataField, compileJsonataTemplate } from "../../lib/data/jsonata-template.ts";
import { awsLimits } from "../../lib/data/limits.ts";
import type { Evaluate, Scope } from "../../lib/data/scope.ts";
import { StatesError } from "../../lib/data/states-error.ts";
import { ExactNumber, type JsonObject, type JsonValue } from "../../lib/language/json.ts";

interface Case {
  readonly title: string;
  readonly expression: string;
  readonly input?: JsonValue;
  readonly result?: JsonValue;
  /** The cause, after "The JSONata expression '…' specified for the field 'Output' ". */
  readonly cause?: string;
}

const groups = JSON.parse(
  readFileSync(new URL("./jsonata-cases.json", import.meta.url), "utf8"),
) as { readonly [group: string]: readonly Case[] };

for (const [group, cases] of Object.entries(groups)) {
  describe(`JSONata: ${group}`, () => {
    it.each(cases)("$title: $expression", async (given) => {
      const evaluate = compileJsonataTemplate(`{% ${given.expression} %}`, "Output");
      const scope = scopeOf({ input: given.input ?? {} });
      if (given.cause === undefined) {
        expect(await evaluate(scope)).toEqual(given.result);
        return;
      }
      const error = await failureOf(evaluate, scope);
      expect(error).toMatchObject({ errorName: "States.QueryEvaluationError", location: "Output" });
      const sentence = `The JSONata expression '${given.expression}' specified for the field `;
      expect(error.causeText).toBe(`${sentence}'Output' ${given.cause}`);
    });
  });
}

describe("a JSONata template", () => {
  it("evaluates expressions at any depth and keeps all else", async () => {
    const template = { a: ["{% 1 + 1 %}", "{% x"], b: { c: "{% $map([1, 2], $string) %}" }, d: 1 };
    const evaluate = compileJsonataTemplate(template, "Output");
    expect(await evaluate(scopeOf({}))).toEqual({ a: [2, "{% x"], b: { c: ["1", "2"] }, d: 1 });
  });

  it("is shared where it is constant", () => {
    const template = { a: { b: [1] } };
    expect(compileJsonataTemplate(template, "Output")(scopeOf({}))).toBe(template);
  });

  it("names the member at fault as AWS does", async () => {
    const template = { "a b": [0, { c: "{% $states.input.missing %}" }] };
    const error = await failureOf(compileJsonataTemplate(template, "Output"), scopeOf({}));
    expect(error.location).toBe("Output/a b[1]/c");
  });

  it("shares what a path finds, spelled as it was", () => {
    const input = { big: [new ExactNumber("9007199254740993"), new ExactNumber("1.0")] };
    const evaluate = compileJsonataTemplate("{% $states.input.big %}", "Output");
    expect(evaluate(scopeOf({ input }))).toBe(input.big);
  });

  it("calculates with numbers that are spelled otherwise", async () => {
    const input = { one: new ExactNumber("1.0"), list: [new ExactNumber("2.0")] };
    const template = [
      "{% $states.input.one + 1 %}",
      "{% $map($states.input.list, function($n) { $n * 1 }) %}",
    ];
    expect(await compileJsonataTemplate(template, "Output")(scopeOf({ input }))).toEqual([2, 2]);
  });

  it("takes __proto__ for an ordinary key", () => {
    const template = JSON.parse('{"__proto__": "{% 1 %}"}') as JsonObject;
    const result = compileJsonataTemplate(template, "Output")(scopeOf({}));
    expect(Object.entries(result as JsonObject)).toEqual([["__proto__", 1]]);
  });
});

describe("a JSONata field of a certain type", () => {
  it.each([
    ["{% true %}", "array", "Expected 'array', but was 'boolean' for value: true"],
    [
      "{% {'foo': 'bar'} %}",
      "array",
      `Expected 'array', but was 'object' for value: {"foo":"bar"}`,
    ],
    ["{% 'x' %}", "number", `Expected 'number', but was 'string' for value: "x"`],
    ["{% null %}", "boolean", "Expected 'boolean', but was 'null' for value: null"],
  ] as const)("refuses %s for %s", async (value, type, expectation) => {
    const error = await failureOf(compileJsonataField(value, "Items", type), scopeOf({}));
    const body = value.slice(2, -2).trim();
    expect(error.causeText).toBe(
      `The JSONata expression '${body}' specified for the field 'Items' returned an unexpected ` +
        `result type. ${expectation}`,
    );
  });

  it("takes a literal and an array of expressions as they are", async () => {
    expect(compileJsonataField(5, "Seconds", "number")(scopeOf({}))).toBe(5);
    const items = compileJsonataField([1, "{% $number('2') %}"], "Items", "array");
    expect(await items(scopeOf({}))).toEqual([1, 2]);
  });
});

describe("a JSONata evaluation", () => {
  it("reads no clock: $now and $millis are the stimulus's", async () => {
    const scope = scopeOf({ nowMs: 1_700_000_000_123 });
    const template = ["{% $now() %}", "{% $millis() %}", "{% $toMillis('12:00', '[H]:[m]') %}"];
    expect(await compileJsonataTemplate(template, "Output")(scope)).toEqual([
      "2023-11-14T22:13:20.123Z",
      1_700_000_000_123,
      1_699_963_200_000,
    ]);
  });

  it("takes its randomness from the execution", async () => {
    const template = ["{% $random() %}", "{% $uuid() %}", "{% $shuffle([1, 2, 3]) %}"];
    const result = await compileJsonataTemplate(template, "Output")(scopeOf({}));
    expect(result).toEqual([0.5, "00000000-0000-4000-8000-000000000000", [1, 3, 2]]);
  });

  it("asks for the Context Object only where it is mentioned", async () => {
    const scope = scopeOf({});
    Object.defineProperty(scope, "context", { get: () => expect.fail("the context was built") });
    const template = ["{% $states.input %}", "{% $map([1], function($i) { $states.input }) %}"];
    expect(await compileJsonataTemplate(template, "Output")(scope)).toEqual([{}, {}]);
  });

  it("keeps evaluations of one expression apart", async () => {
    const evaluate = compileJsonataTemplate(
      "{% $map([1..5], function($i) { $i + $v }) %}",
      "Output",
    );
    const results = await Promise.all(
      [10, 20, 30].map((v) => evaluate(scopeOf({ variables: { v } }))),
    );
    expect(results.map((result) => (result as number[])[0])).toEqual([11, 21, 31]);
  });
});

async function failureOf(evaluate: Evaluate, scope: Scope): Promise<StatesError> {
  try {
    await evaluate(scope);
  } catch (error) {
    if (error instanceof StatesError) return error;
    throw error;
  }
  return expect.fail("it succeeded");
}

function scopeOf(given: Partial<Scope>): Scope {
  return {
    input: {},
    context: {},
    variables: {},
    entropy: { random: () => 0.5, uuid: () => "00000000-0000-4000-8000-000000000000" },
    nowMs: 0,
    limits: awsLimits,
    ...given,
  };
}
