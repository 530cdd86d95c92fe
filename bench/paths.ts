import { JSONPath } from "jsonpath-plus";
import { compilePath } from "../lib/data/path.ts";
import type { Scope } from "../lib/data/scope.ts";
import type { JsonObject } from "../lib/language/json.ts";
import type { Benchmark, BenchmarkResult } from "./benchmark.ts";
import { duration, medians } from "./measure.ts";

const order: JsonObject = {
  order: {
    id: 7,
    items: Array.from({ length: 10 }, (_, index) => ({ sku: `item ${index}`, quantity: index })),
    customer: { address: { city: "Seattle" } },
  },
};

const referencePaths = ["$.order.id", "$.order.customer.address.city", "$.order.items[3].quantity"];

/** A Reference Path, read a thousand times, against jsonpath-plus. */
export const paths: Benchmark = async (mode) => {
  const scope = { input: order } as Partial<Scope> as Scope;
  const results: BenchmarkResult[] = [];
  for (const text of referencePaths) {
    const path = compilePath(text);
    const { ours, library } = await medians(
      {
        ours: () => aThousandTimes(() => path.read(scope)),
        library: () =>
          aThousandTimes(() => JSONPath({ path: text, json: order, eval: false, wrap: false })),
      },
      mode,
      11,
    );
    results.push({
      name: `Reference Path ${text} against jsonpath-plus`,
      detail: `${duration(ours / 1000)} against ${duration(library / 1000)}`,
      figure: library / ours,
      unit: "x",
      goal: { atLeast: 100 },
    });
  }
  return results;
};

function aThousandTimes(read: () => unknown): unknown {
  let last: unknown;
  for (let count = 0; count < 1000; count++) last = read();
  return last;
}
