import type { JsonataNode } from "../language/grammar/jsonata-node.ts";
import type { JsonValue } from "../language/json.ts";
import { compileHigherOrder, isHigherOrder } from "./jsonata-fast-functions.ts";
import { Unfit } from "./jsonata-fast-operators.ts";
import type { CompileNode, Place, Read } from "./jsonata-fast-run.ts";
import { jsonataFunction } from "./jsonata-functions/functions.ts";
import { collapsed } from "./jsonata-sequence.ts";
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

/** Compiles a call of a function by its name. Undefined: the engine must do it. */
export function compileFastCall(
  node: JsonataNode,
  args: readonly JsonataNode[],
  place: Place,
  compile: CompileNode,
): Read | undefined {
  const procedure = node.procedure as JsonataNode;
  const name = String(procedure.value);
  if (procedure.type !== "variable" || place.names.has(name)) return undefined;
  place.program.isIntricate = true;
  const call = isHigherOrder(name, args)
    ? compileHigherOrder(name, args, place, compile)
    : compileSimple(name, args, place, compile);
  return (
    call &&
    ((run) => {
      // A workflow variable may have the function's name.
      if (Object.hasOwn(run.scope.variables, name)) throw new Unfit();
      return call(run);
    })
  );
}

function compileSimple(
  name: string,
  nodes: readonly JsonataNode[],
  place: Place,
  compile: CompileNode,
): Read | undefined {
  const definition = jsonataFunction(name);
  const args = nodes.map((arg) => compile(arg, place));
  const areCompiled = args.every((arg) => arg !== undefined);
  if (definition === undefined || !simpleFunctions.has(name) || !areCompiled) return undefined;
  const { signature, implementation } = definition;
  return (run) => {
    const given = args.map((arg) => plainValue(arg(run) as JsonValue));
    const context = plainValue(run.context as JsonValue);
    const validated = signature === undefined ? given : signature.validate(given, context);
    const { context: outer } = run;
    const result = implementation.apply(run, validated as never[]);
    run.context = outer;
    return collapsed(result);
  };
}
