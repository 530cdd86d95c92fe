import { error, warning } from "../diagnostic-codes.ts";
import { ownValue } from "../json.ts";
import type { Check } from "./check.ts";
import type { ScopeView } from "./definition-view.ts";

/** A machine, and each branch and processor in it, has a state that ends it. #terminal-state */
export const terminalStates: Check = function* ({ scopes }) {
  for (const scope of scopes) {
    if (scope.states.size === 0 || hasTerminalState(scope)) continue;
    // AWS asks it of the whole machine only, and lets branches and iterations run for ever.
    const say = scope.kind === "machine" ? error : warning;
    yield say(
      "MISSING_END_STATE",
      scope.pointer,
      `no state ends ${ending[scope.kind]}: ` +
        'one must have "End": true or be a Succeed or Fail state',
      { awsMessage: "Workflow has no terminal state" },
    );
  }
};

/** Whether some state of a scope ends it. Of a state without a known type nobody knows. */
export function hasTerminalState(scope: ScopeView): boolean {
  return scope.states.values().some(({ fields, type }) => {
    const end = ownValue(fields, "End");
    return end === true || typeof end === "string" || endingTypes.has(type);
  });
}

const endingTypes = new Set<string | undefined>(["Succeed", "Fail", undefined]);
const ending = { machine: "the state machine", branch: "the branch", processor: "the iteration" };
