import { jsonataFunctionNames } from "../../language/grammar/jsonata-function-names.ts";
import { evaluationOf } from "../jsonata-evaluation.ts";
import { collectionFunctions } from "./collections.ts";
import { type EngineFunction, engineFunction, withImplementation } from "./engine-functions.ts";
import { operatorFunctions } from "./operators.ts";
import { statesFunctions } from "./states-functions.ts";
import { textFunctions } from "./texts.ts";

/**
 * What a name can mean as a function, with the work that it does counted. `$eval` is missing:
 * calling it is calling a non-function, as on AWS. Observed on AWS 2026-08 (public measurements).
 */
export function jsonataFunction(name: string): EngineFunction | undefined {
  functions ??= table();
  return functions.get(name);
}

/** Made when an expression is met that needs the engine, which takes its time to load. */
let functions: ReadonlyMap<string, EngineFunction> | undefined;

function table(): Map<string, EngineFunction> {
  const functions = new Map<string, EngineFunction>();
  for (const name of jsonataFunctionNames) functions.set(name, engineFunction(name));
  const ours = [textFunctions(), collectionFunctions(), statesFunctions(), operatorFunctions];
  for (const [name, definition] of ours.flatMap((group) => Object.entries(group))) {
    functions.set(name, definition);
  }
  for (const [name, definition] of functions) functions.set(name, counted(definition));
  return functions;
}

/** A call costs the engine about as much as two nodes. */
const callSteps = 2;

/** The function, charging for what it is given. */
function counted(definition: EngineFunction): EngineFunction {
  return withImplementation(definition, (focus, args) => {
    const { budget } = evaluationOf(focus);
    budget.charge(callSteps);
    for (const arg of args) budget.take(arg);
    return definition.implementation.apply(focus, args);
  });
}
