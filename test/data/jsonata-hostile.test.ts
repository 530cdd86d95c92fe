import { describe, expect, it } from "vitest";
import { compileJsonata } from "../../lib/data/jsonata.ts";
import { awsLimits } from "../../lib/data/limits.ts";
import type { Scope } from "../../lib/data/scope.ts";
import { StatesError } from "../../lib/data/states-error.ts";
import type { JsonValue } from "../../lib/language/json.ts";

const numbers = Array.from({ length: 20_000 }, (_, index) => index);
const records = numbers.slice(0, 2_000).map((id) => ({ id, name: `n${id}`, x: { y: [id] } }));
const twice = "$p := function($v, $n) { $n = 0 ? $v : $p";

/** Expressions that would take minutes, gigabytes or the host, with the input they work on. */
const attacks: readonly (readonly [expression: string, input: JsonValue])[] = [
  ["($f := function($x) { $f($x + 1) }; $f(1))", {}],
  ["($f := function($x) { 1 + $f($x + 1) }; $f(1))", {}],
  ["($f := function($x) { [$f($x + 1), $f($x + 2)] }; $f(1))", {}],
  ["[1..10000000]", {}],
  [`[${Array(50).fill("[1..800000]").join()}]`, {}],
  ["$pad('x', 1e9)", {}],
  ["$pad('x', -1e12, 'abc')", {}],
  [`(${twice}($v & $v, $n - 1) }; $p('x', 60))`, {}],
  [`(${twice}([$v, $v], $n - 1) }; $p([1], 40))`, {}],
  [`(${twice}({ 'a': $v, 'b': $v }, $n - 1) }; $p(1, 40))`, {}],
  [`(${twice}({ 'a': $v, 'b': $v }, $n - 1) }; $string($p(1, 40)))`, {}],
  [`(${twice}({ 'a': $v, 'b': $v }, $n - 1) }; $p(1, 40) = $p(1, 40))`, {}],
  [`(${twice}({ 'a': $v, 'b': $v }, $n - 1) }; $count($p(1, 40).**))`, {}],
  [`(${twice}([[$v], [$v]], $n - 1) }; { 'x': $p(1, 40) }.*)`, {}],
  ["$match($states.input, /a(.*b)?/)", "a".repeat(200_000)],
  ["$replace($states.input, 'a', $states.input)", "a".repeat(200_000)],
  ["$states.input.$states.input", numbers],
  ["$map([1..200000], function($i) { $string($states.input) })", records],
  ["$map([1..200000], function($i) { $states.input.a = $states.input.b })", twins()],
  ["[1..500000]{ 'k': $sum($) }", {}],
  ["$reduce([1..800000], function($a, $b) { $a + $b })", {}],
  [`$toMillis('${"1".repeat(200)}', '[Y][M][D][H][m][s][f][Y][M][D]x')`, {}],
  [`1${" + 1".repeat(200)}`, {}],
  [`($f := function($x)<${"s?".repeat(30)}n:s> { $x }; $f(${"'a', ".repeat(14)}true))`, {}],
  ["$states.input.__proto__.(__defineGetter__('polluted', $uuid))", {}],
  ["$states.input.constructor.constructor('return process')()", {}],
];

/** What the same kinds of work come to where they are reasonable. */
const honest: readonly (readonly [expression: string, input: JsonValue, result: JsonValue])[] = [
  ["$count($sort($states.input, function($a, $b) { $a < $b }))", numbers.slice(0, 5_000), 5_000],
  ["$states.input^(>$)[0]", numbers, 19_999],
  ["$count($distinct($states.input))", numbers, 20_000],
  ["$count($match($states.input, /\\w+/))", "abc ".repeat(5_000), 5_000],
  ["$exists($match($states.input, /(a+)+$/))", `${"a".repeat(5_000)}b`, false],
  ["$count($states.input[id >= 1000])", records, 1_000],
  ["$length($string($states.input)) > 70000", records, true],
  ["$max([1..800000])", {}, 800_000],
];

describe("hostile JSONata", () => {
  it.each(attacks)("ends with an error: %s", { timeout: 20_000 }, async (expression, input) => {
    await expect(evaluate(expression, input)).rejects.toBeInstanceOf(StatesError);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  it.each(honest)("leaves honest work alone: %s", async (expression, input, result) => {
    expect(await evaluate(expression, input)).toEqual(result);
  });

  it("ends a recursion after the same step every time", async () => {
    let calls = 0;
    const entropy = { random: () => calls++, uuid: () => "" };
    const source = "($f := function($x) { $f($random()) }; $f(1))";
    const counts: number[] = [];
    for (let run = 0; run < 2; run += 1) {
      calls = 0;
      await expect(evaluate(source, {}, { entropy })).rejects.toThrow("infinite loop");
      counts.push(calls);
    }
    expect(counts[0]).toBe(counts[1]);
  });
});

async function evaluate(source: string, input: JsonValue, given: Partial<Scope> = {}) {
  const entropy = { random: () => 0.5, uuid: () => "" };
  const scope = { input, context: {}, variables: {}, entropy, nowMs: 0, limits: awsLimits };
  return compileJsonata(source, "Output")({ ...scope, ...given });
}

function twins(): JsonValue {
  return { a: records, b: structuredClone(records) };
}
