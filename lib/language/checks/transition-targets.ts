import type { Diagnostic } from "../diagnostic.ts";
import { error } from "../diagnostic-codes.ts";
import { didYouMean } from "../suggestion.ts";
import type { Check } from "./check.ts";
import type { DefinitionView, ScopeView } from "./definition-view.ts";
import { type Transition, targetIn, transitionsOf } from "./transitions.ts";

/** StartAt, Next and Default name a state of the same machine, branch or processor. #transitions */
export const transitionTargets: Check = function* (view) {
  const homes = new Map(view.states.map((state) => [state.name, state.scope]));
  for (const scope of view.scopes) {
    for (const transition of transitionsIn(scope)) {
      const { target } = transition;
      if (scope.states.has(target) || view.isOpen(target)) continue;
      yield missingTarget(transition, scope, homes.get(target));
    }
  }
};

function* transitionsIn(scope: ScopeView): Generator<Transition> {
  yield* targetIn(scope.fields, "StartAt", scope.pointer);
  for (const state of scope.states.values()) yield* transitionsOf(state);
}

function missingTarget(
  { target, pointer }: Transition,
  scope: ScopeView,
  home: DefinitionView["scopes"][number] | undefined,
): Diagnostic {
  const name = JSON.stringify(target);
  const place = scope.pointer === "" ? "the state machine" : scope.pointer;
  const message =
    home === undefined
      ? `there is no state ${name}${didYouMean(target, scope.states.keys())}`
      : `the state ${name} is not in ${place}: a transition cannot ${leaves(scope, home)}`;
  return error("MISSING_TRANSITION_TARGET", pointer, message, {
    awsMessage: `Missing 'Next' target: ${target}`,
  });
}

function leaves(from: ScopeView, to: ScopeView): string {
  const enters = to.pointer.startsWith(`${from.pointer}/`);
  const kind = enters ? to.kind : from.kind;
  return `${enters ? "enter" : "leave"} a ${kind === "processor" ? "Map's processor" : "branch"}`;
}
