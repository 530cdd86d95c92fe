/** The functions of JSONata 2.0.6. https://docs.jsonata.org/2.0.0/string-functions and following. */
export const jsonataFunctionNames = [
  ...["sum", "count", "max", "min", "average"],
  ...["string", "substring", "substringBefore", "substringAfter", "lowercase", "uppercase"],
  ...["length", "trim", "pad", "match", "contains", "replace", "split", "join"],
  ...["formatNumber", "formatBase", "formatInteger", "parseInteger"],
  ...["number", "floor", "ceil", "round", "abs", "sqrt", "power", "boolean", "not"],
  ...["map", "zip", "filter", "single", "reduce", "sift", "each", "sort"],
  ...["keys", "lookup", "append", "exists", "spread", "merge", "reverse", "shuffle", "distinct"],
  ...["error", "assert", "type", "clone"],
  ...["base64encode", "base64decode", "encodeUrlComponent", "encodeUrl"],
  ...["decodeUrlComponent", "decodeUrl"],
  ...["toMillis", "fromMillis", "now", "millis", "random"],
] as const;

/** What Step Functions adds; its `$random` takes a seed. `$eval` is not available. */
const statesFunctionNames = ["partition", "range", "hash", "uuid", "parse"] as const;

const names: ReadonlySet<string> = new Set([...jsonataFunctionNames, ...statesFunctionNames]);

/** True for `sum`, `partition`, …: names that mean a function unless a variable hides them. */
export function isJsonataFunctionName(name: string): boolean {
  return names.has(name);
}
