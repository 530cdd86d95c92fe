import type { CompiledSucceed } from "../compiled-state.ts";
import { effectiveInput } from "../data-flow.ts";
import { leave } from "../leave.ts";
import { whenDone } from "../maybe-promise.ts";
import type { StateHandler } from "../outcome.ts";

/** #succeed-state */
export const succeed: StateHandler<CompiledSucceed> = {
  enter: (state, scope) =>
    whenDone(effectiveInput(state.flow, scope), (input) => leave(state, scope, input)),
  resume: (state, scope, result) => leave(state, scope, result),
};
