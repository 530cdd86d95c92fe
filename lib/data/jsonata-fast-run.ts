import { JsonataBudget } from "./jsonata-budget.ts";
import { type EngineFocus, type Evaluation, evaluationKey } from "./jsonata-evaluation.ts";
import type { Scope } from "./scope.ts";

/** One evaluation on the fast path; functions take it for the engine's focus. */
export class FastRun implements EngineFocus {
  readonly scope: Scope;
  private begun: Evaluation | undefined = undefined;

  constructor(scope: Scope) {
    this.scope = scope;
  }

  get evaluation(): Evaluation {
    this.begun ??= { scope: this.scope, budget: new JsonataBudget(this.scope.limits, 0) };
    return this.begun;
  }

  get environment(): EngineFocus["environment"] {
    return { lookup: (name) => (name === evaluationKey ? this.evaluation : undefined) };
  }
}

/** A compiled node: a JSON value, the engine's sequence of such, or undefined. */
export type Read = (run: FastRun) => unknown;
