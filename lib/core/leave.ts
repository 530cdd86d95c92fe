import type { JsonValue } from "../language/json.ts";
import type { CompiledState } from "./compiled-state.ts";
import { leaveState } from "./data-flow.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { Outcome } from "./outcome.ts";
import type { StateScope } from "./state-scope.ts";

/** The way out that most states share: from a result, through the data flow, to Next. */
export function leave(
  state: CompiledState,
  scope: StateScope,
  result: JsonValue,
): MaybePromise<Outcome> {
  return leaveState(state.flow, scope, result, state.next);
}
