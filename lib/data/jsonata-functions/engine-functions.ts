import jsonata from "jsonata";
import type { EngineFocus } from "../jsonata-evaluation.ts";

/** A function as the engine holds it: called with `this` as the engine's focus. */
export interface EngineFunction {
  readonly _jsonata_function: true;
  readonly implementation: Implementation;
  readonly signature?: Signature;
}

export type Implementation = (this: EngineFocus, ...args: never[]) => unknown;

/** A parsed signature such as `<s-nn?:s>`: checks the arguments and fills in the context. */
export interface Signature {
  validate(args: readonly unknown[], context: unknown): unknown[];
}

/** The engine's own function of this name: what no expression can have redefined. */
export function engineFunction(name: string): EngineFunction {
  const found = engine().environment.lookup(name);
  if (found === undefined) throw new Error(`jsonata has no function $${name}`);
  return found as EngineFunction;
}

/** A function of ours with one of the engine's signatures. */
export function makeFunction(signature: string, implementation: Implementation): EngineFunction {
  const { expression, environment } = engine();
  expression.registerFunction("made", implementation as never, signature);
  return environment.lookup("made") as EngineFunction;
}

interface LoadedEngine {
  readonly expression: jsonata.Expression;
  readonly environment: EngineFocus["environment"];
}

/** Asked for its functions when the first one is needed. */
function engine(): LoadedEngine {
  if (loaded === undefined) {
    const expression = jsonata("0");
    loaded = { expression, environment: environmentOf(expression) };
  }
  return loaded;
}

let loaded: LoadedEngine | undefined;

type Call = (focus: EngineFocus, args: never[]) => unknown;

/** The function doing its work in another way. */
export function withImplementation(definition: EngineFunction, run: Call): EngineFunction {
  const { implementation } = definition;
  function call(this: EngineFocus, ...args: never[]): unknown {
    return run(this, args);
  }
  // The engine reads the number of parameters, and their names for partial application.
  Object.defineProperty(call, "length", { value: implementation.length });
  Object.defineProperty(call, "toString", { value: () => implementation.toString() });
  return { ...definition, implementation: call };
}

/** The engine makes its first frame before its first wait, so the hook is called at once. */
function environmentOf(expression: jsonata.Expression): EngineFocus["environment"] {
  let environment: EngineFocus["environment"] | undefined;
  const hook = (outer: EngineFocus["environment"]): void => {
    environment ??= outer;
  };
  expression.assign(Symbol.for("jsonata.__createFrame_push") as unknown as string, hook);
  void expression.evaluate(undefined, {});
  if (environment === undefined) throw new Error("jsonata has made no frame");
  return environment;
}
