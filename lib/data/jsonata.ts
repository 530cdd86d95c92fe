import { parseJsonata } from "../language/grammar/jsonata.ts";
import type { JsonValue } from "../language/json.ts";
import { JsonataBudget } from "./jsonata-budget.ts";
import { prepareForEngine } from "./jsonata-engine.ts";
import {
  type JsonataPlace,
  thrownError,
  undefinedResult,
  unsupportedResult,
} from "./jsonata-error.ts";
import { jsonOf, NotJsonError } from "./jsonata-values.ts";
import type { Evaluate, Scope } from "./scope.ts";

/**
 * Compiles an expression (without its delimiters) for a field, which AWS's errors name. What is
 * evaluated often and simply becomes a function that returns at once; the rest runs in the engine
 * and gives a promise.
 * Errors: States.QueryEvaluationError. An expression that does not parse fails when evaluated,
 * since validation has refused it before.
 */
export function compileJsonata(source: string, field: string): Evaluate {
  const place = { source, field };
  const expression = parseJsonata(source);
  if (!expression.ok) {
    return () => {
      throw thrownError(new Error(expression.message), place);
    };
  }
  const { run, siblings } = prepareForEngine(expression);
  return async (scope) => {
    const budget = new JsonataBudget(scope.limits, siblings);
    try {
      return resultOf(await run({ scope, budget }), budget, place);
    } catch (error) {
      throw thrownError(error, place);
    } finally {
      budget.close();
    }
  };
}

function resultOf(value: unknown, budget: JsonataBudget, place: JsonataPlace): JsonValue {
  try {
    const result = jsonOf(value, budget);
    if (result === undefined) throw undefinedResult(place);
    return result;
  } catch (error) {
    throw error instanceof NotJsonError ? unsupportedResult(place) : error;
  }
}

export type { Scope };
