import type { JsonataNode } from "../language/grammar/jsonata-node.ts";
import type { JsonValue } from "../language/json.ts";
import { Unfit } from "./jsonata-fast-operators.ts";
import type { Read } from "./jsonata-fast-run.ts";
import { jsonataFunctions } from "./jsonata-functions/functions.ts";
import { isSequence } from "./jsonata-sequence.ts";
import { plainValue } from "./jsonata-values.ts";

/** Functions that answer at once and whose second call changes nothing for the first. */
const simpleFunctions: ReadonlySet<string> = new Set([
  ...["sum", "count", "max", "min", "average"],
  ...["string", "substring", "substringBefore", "substringAfter", "lowercase", "uppercase"],
  ...["length", "trim", "pad", "join", "formatNumber", "formatBase"],
  ...["formatInteger", "parseInteger", "number", "floor", "ceil", "round", "abs", "sqrt", "power"],
  ...["boolean", "not", "zip", "keys", "lookup", "append", "exists", "spread", "merge", "reverse"],
  ...["distinct", "type", "base64encode", "base64decode"],
  ...["encodeUrlComponent", "encodeUrl", "decodeUrlComponent", "decodeUrl"],
  ...["fromMillis", "now", "millis", "partition", "range", "hash", "parse"],
]);

/** Compiles a call of a function by name. `args` undefined: one of them needs the engine. */
export function compileFastCall(
  node: JsonataNode,
  args: readonly Read[] | undefined,
): Read | undefined {
  const procedure = node.procedure as JsonataNode;
  const name = String(procedure.value);
  const definition = jsonataFunctions.get(name);
  const isSimple = procedure.type === "variable" && simpleFunctions.has(name);
  if (args === undefined || definition === undefined || !isSimple) return undefined;
  const { signature, implementation } = definition;
  return (run) => {
    // A workflow variable may have the function's name.
    if (Object.hasOwn(run.scope.variables, name)) throw new Unfit();
    const given = args.map((arg) => plainValue(arg(run) as JsonValue));
    const validated = signature === undefined ? given : signature.validate(given, undefined);
    const result = implementation.apply(run, validated as never[]);
    if (!isSequence(result)) return result;
    const sequence = result as unknown[];
    return sequence.length < 2 ? sequence[0] : sequence;
  };
}
