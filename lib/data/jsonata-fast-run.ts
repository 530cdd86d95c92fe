import type { JsonataNode } from "../language/grammar/jsonata-node.ts";
import { JsonataBudget } from "./jsonata-budget.ts";
import { type EngineFocus, type Evaluation, evaluationKey } from "./jsonata-evaluation.ts";
import type { Scope } from "./scope.ts";

/** One evaluation on the fast path; functions take it for the engine's focus. */
export class FastRun implements EngineFocus {
  readonly scope: Scope;
  /** `$`: the item that a path looks at. */
  context: unknown = undefined;
  /** The values of variables that the expression binds, by their slots. */
  readonly locals: unknown[] = [];
  private begun: Evaluation | undefined = undefined;

  constructor(scope: Scope) {
    this.scope = scope;
  }

  get evaluation(): Evaluation {
    this.begun ??= { scope: this.scope, budget: new JsonataBudget(this.scope.limits, 0) };
    return this.begun;
  }

  get budget(): JsonataBudget {
    return this.evaluation.budget;
  }

  get environment(): EngineFocus["environment"] {
    return { lookup: (name) => (name === evaluationKey ? this.evaluation : undefined) };
  }
}

/** A compiled node: a JSON value, a sequence of such, or undefined. */
export type Read = (run: FastRun) => unknown;

/** Where a node stands while it is compiled. */
export interface Place {
  readonly depth: number;
  /** The slots of the variables that the expression has bound so far. A block has its own map. */
  readonly names: Map<string, number>;
  /** False at the top level, where there is no item. */
  readonly hasContext: boolean;
  readonly program: Program;
}

/** What is known of the whole expression when all of it is compiled. */
export interface Program {
  slots: number;
  /** The result may hold sequences, or a value many times over: it must be looked through. */
  isIntricate: boolean;
}

/** Undefined: the engine must do it. */
export type CompileNode = (node: JsonataNode, place: Place) => Read | undefined;

/** Gives a variable a slot, from here on. */
export function bind(name: string, place: Place): number {
  const slot = place.program.slots;
  place.program.slots += 1;
  place.program.isIntricate = true;
  place.names.set(name, slot);
  return slot;
}
