import fc from "fast-check";
import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { compileJsonata } from "../../lib/data/jsonata.ts";
import { awsLimits } from "../../lib/data/limits.ts";
import type { Scope } from "../../lib/data/scope.ts";
import { StatesError } from "../../lib/data/states-error.ts";
import { parseJsonata } from "../../lib/language/grammar/jsonata.ts";
import type { JsonObject, JsonValue } from "../../lib/language/json.ts";

/** What an expression came to: a JSON text, `undefined`, or the code of an error. */
type Outcome = string;

/** The engine, left to itself, has written into an empty array of the documents. */
const spoiled = "spoiled";

const names = ["a", "b", "c"] as const;

const scalar = fc.oneof(
  fc.integer({ min: -3, max: 20 }),
  fc.constantFrom("", "x", "yz", "12", true, false, null, 1.5),
);

const document: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie("value"), { maxKeys: 3 }),
  ),
})).value;

const literal = fc.constantFrom(
  "0",
  "1",
  "2.5",
  "-1",
  "'x'",
  "'12'",
  "true",
  "false",
  "null",
  "''",
);
const step = fc.oneof(
  fc.constantFrom(".a", ".b", ".c", ".a[0]", ".b[-1]", ".a[1]", ".c[0][0]", ".*", ".a[]"),
  fc.constantFrom(
    "[0]",
    ".a[b=1]",
    ".$",
    ".{'k': a}",
    ".[a, b]",
    ".**",
    "^(a)",
    "{'g': b}",
    "{b: a}",
    "{$string(a): $, 'n': $count(b)}",
    "{'g': {'h': a}}.g",
    ".(a)",
  ),
);
const root = fc.constantFrom("$states.input", "$v", "$w", "$states.input.a", "$states.input.b");
const path = fc.tuple(root, fc.array(step, { maxLength: 4 })).map(([from, steps]) => {
  return from + steps.join("");
});
const operator = fc.constantFrom(..."+ - * / % < <= > >= = != & and or in".split(" "));
const unary = fc.constantFrom(
  ..."sum count max min average string length uppercase number boolean not keys exists".split(" "),
  ..."distinct reverse merge spread type floor abs sort lowercase trim zip".split(" "),
);

const expression: fc.Arbitrary<string> = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    path,
    literal,
    fc
      .tuple(tie("any"), operator, tie("any"))
      .map(([left, op, right]) => `(${left} ${op} ${right})`),
    fc.array(tie("any"), { maxLength: 3 }).map((members) => `[${members.join(", ")}]`),
    fc.tuple(tie("any"), tie("any")).map(([one, two]) => `{'p': ${one}, 'q': ${two}}`),
    fc.tuple(tie("any"), tie("any"), tie("any")).map(([c, y, n]) => `(${c} ? ${y} : ${n})`),
    fc.tuple(unary, tie("any")).map(([name, arg]) => `$${name}(${arg})`),
    fc.tuple(tie("any"), tie("any")).map(([one, two]) => `$append(${one}, ${two})`),
    fc.tuple(tie("any"), tie("any")).map(([one, two]) => `($x := ${one}; [$x, ${two}, $x])`),
    tie("any").map((array) => `$map(${array}, function($i) { [$i, $string($i)] })`),
    tie("any").map((array) => `$filter(${array}, function($i) { $i = 1 or $exists($i.a) })`),
    tie("any").map((array) => `$sort(${array}, function($l, $r) { $string($l) > $string($r) })`),
    fc.tuple(tie("any"), tie("any")).map(([from, to]) => `[${from}..${to}]`),
    fc
      .tuple(tie("any"), tie("any"))
      .map(([of, at]) => `$map(${of}, function($i, $n) { [$n, $i.a, ${at}] })`),
    tie("any").map((of) => `$reduce(${of}, function($p, $q) { $string($p) & $string($q) }, "-")`),
    tie("any").map((of) => `$reduce(${of}, function($p, $q, $n) { [$p, $q, $n] })`),
    tie("any").map((of) => `$each(${of}, function($m, $k) { $k & $string($m) })`),
    tie("any").map((of) => `$sift(${of}, function($m) { $exists($m.a) or $m = 1 })`),
    fc.tuple(tie("any"), tie("any")).map(([of, is]) => `(${of})[${is}]`),
    fc.tuple(tie("any"), path).map(([of, is]) => `(${of}).(${is})`),
    tie("any").map((of) => `(${of} ~> $string() ~> $length)`),
    fc
      .tuple(tie("any"), tie("any"))
      .map(([x, y]) => `($x := ${x}; $y := $x; ($x := ${y}; [$x, $y]))`),
    tie("any").map((value) => `(${value}).a`),
    tie("any").map((value) => `(${value})[0]`),
  ),
})).any;

describe("JSONata, compiled and guarded", () => {
  it("gives what the engine gives by itself", { timeout: 60_000 }, async () => {
    const run = async (source: string, input: JsonValue, v: JsonValue, w: JsonValue) => {
      fc.pre(parseJsonata(source).ok);
      const variables = { v, w };
      // Arrays that are members of arrays, ordered: the engine takes them for sequences, or not.
      fc.pre(!source.includes("^(") || !JSON.stringify({ input, v, w }).includes("[["));
      const wanted = await theirs(source, input, variables);
      fc.pre(wanted !== spoiled);
      const got = await ours(source, input, variables);
      // The engine evaluates the members of a constructor at once: either may fail first.
      if (source.includes(",") && isCode(wanted) && isCode(got)) return;
      expect(got).toBe(wanted);
    };
    await fc.assert(fc.asyncProperty(expression, document, document, document, run), {
      numRuns: 3_000,
      seed: 1,
    });
  });
});

async function ours(source: string, input: JsonValue, variables: JsonObject): Promise<Outcome> {
  const before = JSON.stringify([input, variables]);
  freeze(input);
  freeze(variables);
  try {
    return JSON.stringify(await compileJsonata(source, "Output")(scopeOf(input, variables)));
  } catch (error) {
    if (!(error instanceof StatesError)) throw error;
    expect(JSON.stringify([input, variables])).toBe(before);
    const cause = error.causeText ?? "";
    if (cause.endsWith("returned nothing (undefined).")) return "undefined";
    return /evaluation\. (\w+): /.exec(cause)?.[1] ?? cause;
  }
}

async function theirs(source: string, input: JsonValue, variables: JsonObject): Promise<Outcome> {
  const copy = structuredClone({ states: { input }, ...variables });
  const before = JSON.stringify(copy);
  try {
    const result: unknown = await jsonata(source).evaluate(undefined, copy);
    if (JSON.stringify(copy) !== before) return spoiled;
    return result === undefined ? "undefined" : JSON.stringify(result, infinity);
  } catch (error) {
    if (JSON.stringify(copy) !== before) return spoiled;
    return (error as { code?: string }).code ?? String(error);
  }
}

function isCode(outcome: Outcome): boolean {
  return /^[TD]\d{4}$/.test(outcome);
}

/** As AWS writes the numbers that JSON lacks, and zero. */
function infinity(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

function freeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const member of Object.values(value)) freeze(member);
}

function scopeOf(input: JsonValue, variables: JsonObject): Scope {
  const entropy = { random: () => 0.5, uuid: () => "00000000-0000-4000-8000-000000000000" };
  return { input, context: {}, variables, entropy, nowMs: 0, limits: awsLimits };
}
