import { runtimeError } from "../../data/states-error.ts";
import type { JsonValue } from "../../language/json.ts";
import { assert } from "../assert.ts";
import type { CompiledChoice, CompiledChoiceRule } from "../compiled-state.ts";
import { effectiveInput, leaveState } from "../data-flow.ts";
import { type MaybePromise, whenDone } from "../maybe-promise.ts";
import type { Outcome, StateHandler } from "../outcome.ts";
import type { StateScope } from "../state-scope.ts";

/** #choice-state */
export const choice: StateHandler<CompiledChoice> = {
  enter: (state, scope) =>
    whenDone(effectiveInput(state.flow, scope), (input) => tryRules(state, scope, input, 0)),
  resume: () => {
    assert(false, "a Choice state never waits");
  },
};

function tryRules(
  state: CompiledChoice,
  scope: StateScope,
  input: JsonValue,
  from: number,
): MaybePromise<Outcome> {
  for (let at = from; at < state.rules.length; at++) {
    const rule = state.rules[at];
    assert(rule !== undefined, "rule");
    const matches = rule.matches(scope);
    if (matches instanceof Promise) {
      return matches.then((matches) =>
        matches ? take(state, scope, input, rule) : tryRules(state, scope, input, at + 1),
      );
    }
    if (matches) return take(state, scope, input, rule);
  }
  if (state.defaultNext === undefined) {
    // The documentation calls it States.NoChoiceMatched; AWS raises States.Runtime, which nothing
    // catches: seen in recordings of others, 2025. #choice-state
    throw runtimeError(
      "Failed to transition out of the state. The state does not point to a next state.",
    );
  }
  return leaveState(state.flow, scope, input, state.defaultNext);
}

/** A rule that matches brings its own Output and Assign; the state's are Default's. */
function take(
  state: CompiledChoice,
  scope: StateScope,
  input: JsonValue,
  rule: CompiledChoiceRule,
): MaybePromise<Outcome> {
  if (rule.output === undefined && rule.assign === undefined && state.flow.plainResult) {
    return leaveState(state.flow, scope, input, rule.next);
  }
  const flow = {
    ...state.flow,
    output: rule.output,
    assign: rule.assign,
    plainResult: false,
  };
  return leaveState(flow, scope, input, rule.next);
}
