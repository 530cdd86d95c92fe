import type { JsonValue } from "../../language/json.ts";
import type { CompiledParallel } from "../compiled-state.ts";
import { effectiveInput } from "../data-flow.ts";
import { leave } from "../leave.ts";
import { whenDone } from "../maybe-promise.ts";
import { type Outcome, parked, type StateHandler } from "../outcome.ts";
import type { StateScope } from "../state-scope.ts";
import { Vector } from "../vector.ts";

/** #parallel-state */
export const parallel: StateHandler<CompiledParallel> = {
  enter: (state, scope) =>
    whenDone(effectiveInput(state.flow, scope), (input) => fork(state, scope, input)),
  resume: (state, scope, results) => {
    scope.inspect("result", results);
    scope.result = results;
    return leave(state, scope, results);
  },
};

function fork(state: CompiledParallel, scope: StateScope, input: JsonValue): Outcome {
  const { draft, thread } = scope;
  const startedEventId = draft.emit("ParallelStateStarted", thread.tip, undefined);
  thread.tip = startedEventId;
  const { length } = state.branches;
  draft.setPhase(thread, {
    type: "joining",
    startedEventId,
    length,
    started: length,
    ended: 0,
    items: undefined,
    itemKeys: undefined,
    results: Vector.empty(),
  });
  for (const [index, startAt] of state.branches.entries()) {
    draft.addThread({
      parent: thread.id,
      index,
      mapItem: undefined,
      state: startAt,
      input,
      tip: startedEventId,
    });
  }
  return length === 0 ? { type: "joined", results: [] } : parked;
}
