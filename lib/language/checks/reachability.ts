import { error } from "../diagnostic-codes.ts";
import { ownValue } from "../json.ts";
import type { Check } from "./check.ts";
import type { DefinitionView, ScopeView } from "./definition-view.ts";
import { hasTerminalState } from "./terminal-states.ts";
import { transitionsOf } from "./transitions.ts";

/** Transitions lead from StartAt to every state. */
export const reachability: Check = function* ({ scopes, isOpen }) {
  for (const scope of scopes) {
    // AWS does not look for unreachable states in a workflow that cannot end.
    if (scope.kind === "machine" && !hasTerminalState(scope)) continue;
    const reached = reachedStates(scope, isOpen);
    if (reached === undefined) continue;
    for (const { name, pointer } of scope.states.values()) {
      if (reached.has(name)) continue;
      yield error(
        "MISSING_TRANSITION_TARGET",
        pointer,
        `no transition leads to the state ${JSON.stringify(name)}: name it in a Next or remove it`,
        { awsMessage: `State "${name}" is not reachable.` },
      );
    }
  }
};

/** The states that StartAt leads to; undefined if a placeholder hides where it goes. */
function reachedStates(
  scope: ScopeView,
  isOpen: DefinitionView["isOpen"],
): ReadonlySet<string> | undefined {
  const start = ownValue(scope.fields, "StartAt");
  if (typeof start !== "string" || isOpen(start)) return undefined;
  const reached = new Set([start]);
  for (const name of reached) {
    const state = scope.states.get(name);
    if (state === undefined) continue;
    for (const { target } of transitionsOf(state)) {
      if (isOpen(target)) return undefined;
      reached.add(target);
    }
  }
  return reached;
}
