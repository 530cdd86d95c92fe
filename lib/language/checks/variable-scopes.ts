import { error } from "../diagnostic-codes.ts";
import { assignmentsOf } from "./assignments.ts";
import type { Check } from "./check.ts";
import type { ScopeView } from "./definition-view.ts";

/**
 * A branch or iteration reads the variables of the scopes around it, but cannot set them. Child
 * executions have none but their own.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export const variableScopes: Check = function* ({ scopes }) {
  const names = new Map<ScopeView, Map<string, string>>();
  for (const scope of scopes) names.set(scope, assignedIn(scope));
  for (const scope of scopes) {
    if (scope.owner === undefined) continue;
    for (const state of scope.states.values()) {
      for (const { name, pointer } of assignmentsOf(state)) {
        const outer = outerScopes(scope).find((other) => names.get(other)?.has(name));
        if (outer === undefined) continue;
        yield error(
          "VARIABLE_OUT_OF_SCOPE",
          pointer,
          `the variable ${JSON.stringify(name)} belongs to an outer scope, in which ` +
            `${names.get(outer)?.get(name)} assigns it: give this one another name`,
        );
      }
    }
  }
};

/** The variables that a scope's own states set, each with the pointer of the first such state. */
function assignedIn(scope: ScopeView): Map<string, string> {
  const assigned = new Map<string, string>();
  for (const state of scope.states.values()) {
    for (const { name } of assignmentsOf(state)) {
      if (!assigned.has(name)) assigned.set(name, state.pointer);
    }
  }
  return assigned;
}

/** The scopes whose variables a scope can read, from the inside out. */
export function outerScopes(scope: ScopeView): ScopeView[] {
  const outer: ScopeView[] = [];
  let inner = scope;
  while (inner.owner !== undefined && !inner.startsExecution) {
    inner = inner.owner.scope;
    outer.push(inner);
  }
  return outer;
}
