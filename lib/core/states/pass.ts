import type { CompiledPass } from "../compiled-state.ts";
import { effectiveInput } from "../data-flow.ts";
import { leave } from "../leave.ts";
import type { StateHandler } from "../outcome.ts";

/** #pass-state */
export const pass: StateHandler<CompiledPass> = {
  enter: (state, scope) => {
    const input = effectiveInput(state.flow, scope);
    return input instanceof Promise
      ? input.then((input) => leave(state, scope, state.result ?? input))
      : leave(state, scope, state.result ?? input);
  },
  resume: (state, scope, result) => leave(state, scope, result),
};
