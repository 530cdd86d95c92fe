import type { JsonValue } from "../language/json.ts";
import type { JsonataBudget } from "./jsonata-budget.ts";
import type { Scope } from "./scope.ts";

/** One evaluation of an expression. */
export interface Evaluation {
  readonly scope: Scope;
  readonly budget: JsonataBudget;
  /** How a document is given to the engine. */
  readonly present?: (value: JsonValue) => JsonValue;
}

/** What the engine gives a function as `this`. */
export interface EngineFocus {
  readonly environment: { lookup(name: string): unknown };
  readonly input?: unknown;
}

/** Under this name a function finds its evaluation. No expression can spell it. */
export const evaluationKey = "(evaluation)";

/** The evaluation that a function is called in. */
export function evaluationOf(focus: EngineFocus): Evaluation {
  return focus.environment.lookup(evaluationKey) as Evaluation;
}
