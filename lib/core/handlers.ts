import type { JsonValue } from "../language/json.ts";
import type { StateType } from "../language/state-machine.ts";
import type { CompiledState, CompiledStateByType } from "./compiled-state.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { Outcome, StateHandler } from "./outcome.ts";
import type { StateScope } from "./state-scope.ts";
import { choice } from "./states/choice.ts";
import { fail } from "./states/fail.ts";
import { map } from "./states/map.ts";
import { parallel } from "./states/parallel.ts";
import { pass } from "./states/pass.ts";
import { succeed } from "./states/succeed.ts";
import { task } from "./states/task.ts";
import { wait } from "./states/wait.ts";

/** How each state type behaves. */
const handlers: { readonly [T in StateType]: StateHandler<CompiledStateByType[T]> } = {
  Task: task,
  Pass: pass,
  Choice: choice,
  Wait: wait,
  Succeed: succeed,
  Fail: fail,
  Parallel: parallel,
  Map: map,
};

function handlerOf(state: CompiledState): StateHandler<CompiledState> {
  return handlers[state.type] as StateHandler<CompiledState>;
}

export function enterState(state: CompiledState, scope: StateScope): MaybePromise<Outcome> {
  return handlerOf(state).enter(state, scope);
}

export function resumeState(
  state: CompiledState,
  scope: StateScope,
  result: JsonValue,
): MaybePromise<Outcome> {
  return handlerOf(state).resume(state, scope, result);
}
