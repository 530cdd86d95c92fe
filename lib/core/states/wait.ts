import type { CompiledWait } from "../compiled-state.ts";
import { effectiveInput } from "../data-flow.ts";
import { leave } from "../leave.ts";
import { whenDone } from "../maybe-promise.ts";
import { parked, type StateHandler } from "../outcome.ts";

/** #wait-state. An instant that is past does not delay. */
export const wait: StateHandler<CompiledWait> = {
  enter: (state, scope) =>
    whenDone(effectiveInput(state.flow, scope), (input) =>
      whenDone(state.until(scope), (untilMs) => {
        if (untilMs <= scope.nowMs) return leave(state, scope, input);
        scope.draft.setPhase(scope.thread, { type: "waiting", untilMs });
        return parked;
      }),
    ),
  resume: (state, scope) =>
    whenDone(effectiveInput(state.flow, scope), (input) => leave(state, scope, input)),
};
