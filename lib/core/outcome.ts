import type { JsonObject, JsonValue } from "../language/json.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { StateScope } from "./state-scope.ts";

/** What a handler answers. Failures are thrown as StatesError. */
export type Outcome =
  /** The state is done. `next` is where to go; undefined: the thread ends. */
  | {
      readonly type: "exited";
      readonly output: JsonValue;
      readonly assigned: JsonObject | undefined;
      readonly next: string | undefined;
    }
  /** The thread waits: the handler has set its phase. */
  | { readonly type: "parked" }
  /** Parallel or Map: nothing (more) to run; `results` is the state's result. */
  | { readonly type: "joined"; readonly results: JsonValue };

/** How a state type behaves. One row per type in `handlers.ts`. */
export interface StateHandler<S> {
  /** Enters the state, or tries it again. */
  enter(state: S, scope: StateScope): MaybePromise<Outcome>;
  /** Goes on with what the state waited for. */
  resume(state: S, scope: StateScope, result: JsonValue): MaybePromise<Outcome>;
}

export const parked: Outcome = { type: "parked" };
