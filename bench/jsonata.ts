import jsonata from "jsonata";
import { compileJsonata } from "../lib/data/jsonata.ts";
import { awsLimits } from "../lib/data/limits.ts";
import type { Scope } from "../lib/data/scope.ts";
import type { JsonObject } from "../lib/language/json.ts";
import type { Benchmark, BenchmarkMode, BenchmarkResult } from "./benchmark.ts";
import { duration, medians } from "./measure.ts";

const items = Array.from({ length: 32 }, (_, id) => ({ id, name: `item ${id}`, price: id * 1.5 }));
const input: JsonObject = {
  items,
  customer: { name: "Ann", address: { city: "Seattle" } },
  total: 7,
};

/** Expressions that the engine takes 20 us and more for. */
const programs: readonly string[] = [
  "$map($states.input.items, function($i) { $i.name & '-' & $i.id })",
  "$states.input.items[price > 10].{ 'id': id, 'price': price * 2 }",
  "$reduce($states.input.items.price, function($sum, $price) { $sum + $price })",
  "($dear := $filter($states.input.items, function($i) { $i.price > 10 }); $count($dear))",
  "$states.input.items^(>price)[0].name",
  "$states.input.items{ name: price }",
  "$states.input.items[id = 7].name",
];

/** What most states have. */
const simple: readonly string[] = [
  "$states.input.customer.address.city",
  "$states.input.total > 5 and $states.input.customer.name = 'Ann'",
  "{ 'city': $states.input.customer.address.city, 'twice': $states.input.total * 2 }",
  "$uppercase($states.input.customer.name) & '!'",
];

/** JSONata per state against the engine alone, each expression parsed before. */
export const jsonataExpressions: Benchmark = async (mode) => {
  const results: BenchmarkResult[] = [];
  for (const source of programs) {
    const { detail, ours, bare } = await compare(source, mode);
    const name = `JSONata against a bare evaluate: \`${source}\``;
    results.push({ name, detail, figure: ours / bare, unit: "x", goal: { atMost: 1.3 } });
  }
  for (const source of simple) {
    const { detail, ours, bare } = await compare(source, mode);
    const name = `JSONata without the engine: \`${source}\``;
    results.push({ name, detail, figure: bare / ours, unit: "x", goal: { atLeast: 5 } });
  }
  return results;
};

async function compare(source: string, mode: BenchmarkMode) {
  const evaluate = compileJsonata(source, "Output");
  const expression = jsonata(source);
  const scope = scopeOf(input);
  const bindings = { states: { input } };
  const { ours, bare } = await medians(
    { ours: () => evaluate(scope), bare: () => expression.evaluate(undefined, bindings) },
    mode,
    11,
  );
  return { ours, bare, detail: `${duration(ours)} against ${duration(bare)}` };
}

function scopeOf(value: JsonObject): Scope {
  const entropy = { random: () => 0.5, uuid: () => "00000000-0000-4000-8000-000000000000" };
  return { input: value, context: {}, variables: {}, entropy, nowMs: 0, limits: awsLimits };
}
