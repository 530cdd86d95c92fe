import { type JsonataExpression, parseJsonata } from "../language/grammar/jsonata.ts";
import type { JsonValue } from "../language/json.ts";
import { JsonataBoundError, JsonataBudget } from "./jsonata-budget.ts";
import { type PreparedExpression, prepareForEngine } from "./jsonata-engine.ts";
import {
  type JsonataPlace,
  thrownError,
  undefinedResult,
  unsupportedResult,
} from "./jsonata-error.ts";
import { compileFast } from "./jsonata-fast-path.ts";
import { copyOf, isWriteToDocument, jsonOf, NotJsonError, plainValue } from "./jsonata-values.ts";
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
  const slowly = compileForEngine(expression, place);
  const fast = compileFast(expression);
  if (fast === undefined) return slowly;
  return (scope) => {
    let result: JsonValue | undefined;
    try {
      result = fast(scope);
    } catch (error) {
      if (error instanceof JsonataBoundError) throw thrownError(error, place);
      // Whatever else it is, the engine knows: it evaluates all of JSONata and words its errors.
      return slowly(scope);
    }
    if (result === undefined) throw undefinedResult(place);
    return result;
  };
}

function compileForEngine(expression: JsonataExpression, place: JsonataPlace): Evaluate {
  let engine: PreparedExpression | undefined;
  const run = async (scope: Scope, present: Present): Promise<JsonValue> => {
    engine ??= prepareForEngine(expression);
    const budget = new JsonataBudget(scope.limits, engine.siblings);
    try {
      return resultOf(await engine.run({ scope, budget, present }), budget, place);
    } finally {
      budget.close();
    }
  };
  return async (scope) => {
    try {
      return await run(scope, plainValue).catch((error: unknown) => {
        if (isWriteToDocument(error)) return run(scope, copyOf);
        throw error;
      });
    } catch (error) {
      throw thrownError(error, place);
    }
  };
}

type Present = (value: JsonValue) => JsonValue;

function resultOf(value: unknown, budget: JsonataBudget, place: JsonataPlace): JsonValue {
  try {
    const result = jsonOf(value, budget);
    if (result === undefined) throw undefinedResult(place);
    return result;
  } catch (error) {
    throw error instanceof NotJsonError ? unsupportedResult(place) : error;
  }
}
