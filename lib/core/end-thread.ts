import type { JsonValue } from "../language/json.ts";
import { assert } from "./assert.ts";
import type { CompiledMap } from "./compiled-state.ts";
import type { Draft, DraftThread } from "./draft.ts";
import { succeedExecution } from "./end-execution.ts";
import { type MaybePromise, whenDone } from "./maybe-promise.ts";
import type { Phase } from "./snapshot.ts";
import { StateScope } from "./state-scope.ts";
import { startIterations } from "./states/map.ts";

/**
 * A thread has come to its end: the execution succeeds, or the Parallel or Map around it has one
 * branch or iteration less to wait for.
 *
 * @returns the thread around, when it waits for nothing more
 */
export function endThread(
  draft: Draft,
  thread: DraftThread,
  output: JsonValue,
): MaybePromise<DraftThread | undefined> {
  draft.removeThread(thread.id);
  if (thread.parent === undefined) {
    succeedExecution(draft, thread.tip, output);
    return undefined;
  }
  const parent = draft.thread(thread.parent);
  assert(parent?.phase.type === "joining", "the parent of a thread waits for it");
  const { phase } = parent;
  const ended: Phase = {
    ...phase,
    ended: phase.ended + 1,
    results: phase.results.set(thread.index, output, draft),
  };
  parent.phase = ended;
  const state = draft.state(parent.state);
  return state.type === "Map"
    ? endIteration(draft, parent, state, thread)
    : endBranch(parent, thread, ended.ended === ended.length);
}

function endBranch(
  parent: DraftThread,
  thread: DraftThread,
  last: boolean,
): DraftThread | undefined {
  parent.tip = thread.tip;
  return last ? parent : undefined;
}

/**
 * The next iteration follows the last state of this one; what follows the Map follows the last
 * MapIterationSucceeded. Observed on AWS 2024-02-08, scenarios/map_state.
 */
function endIteration(
  draft: Draft,
  parent: DraftThread,
  state: CompiledMap,
  thread: DraftThread,
): MaybePromise<DraftThread | undefined> {
  const { phase } = parent;
  assert(phase.type === "joining", "a Map that runs");
  parent.tip = draft.emit("MapIterationSucceeded", thread.tip, {
    name: parent.state,
    index: thread.index,
  });
  if (phase.ended === phase.length) return parent;
  if (phase.started === phase.length) return undefined;
  const scope = new StateScope(draft, parent, state);
  if (state.flow.inputPath !== undefined) scope.readInput(state.flow.inputPath);
  return whenDone(startIterations(state, scope, 1, thread.tip), () => undefined);
}

/** The Succeeded event of a Parallel or Map, and its result. */
export function finishJoin(draft: Draft, parent: DraftThread): JsonValue {
  const { phase } = parent;
  assert(phase.type === "joining", "a Parallel or Map that has ended");
  const { type } = draft.state(parent.state);
  assert(type === "Parallel" || type === "Map", "a state that joins");
  draft.emit(`${type}StateSucceeded`, parent.tip, undefined);
  return phase.results.toArray().map((result) => result ?? null);
}
