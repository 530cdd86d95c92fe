import type { CompiledPass } from "../compiled-state.ts";
import { effectiveInput } from "../data-flow.ts";
import { leave } from "../leave.ts";
import { whenDone } from "../maybe-promise.ts";
import type { StateHandler } from "../outcome.ts";

/** #pass-state */
export const pass: StateHandler<CompiledPass> = {
  enter: (state, scope) =>
    whenDone(effectiveInput(state.flow, scope), (input) =>
      leave(state, scope, state.result ?? input),
    ),
  resume: (state, scope, result) => leave(state, scope, result),
};
