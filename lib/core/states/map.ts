import type { JsonObject, JsonValue } from "../../language/json.ts";
import { assert } from "../assert.ts";
import type { CompiledMap, MapItems } from "../compiled-state.ts";
import { effectiveInput } from "../data-flow.ts";
import { leave } from "../leave.ts";
import { type MaybePromise, whenDone } from "../maybe-promise.ts";
import { type Outcome, parked, type StateHandler } from "../outcome.ts";
import type { Phase } from "../snapshot.ts";
import type { StateScope } from "../state-scope.ts";
import { Vector } from "../vector.ts";
import { startMapRun } from "./distributed-map.ts";

/** #map-state */
export const map: StateHandler<CompiledMap> = {
  enter: (state, scope) =>
    whenDone(effectiveInput(state.flow, scope), () => {
      if (state.distributed !== undefined) return startMapRun(state, state.distributed, scope);
      return whenDone(state.items(scope), (items) => startInline(state, scope, items));
    }),
  resume: (state, scope, results) => {
    scope.inspect("result", results);
    scope.result = results;
    return leave(state, scope, results);
  },
};

function startInline(
  state: CompiledMap,
  scope: StateScope,
  { items, keys }: MapItems,
): MaybePromise<Outcome> {
  const { draft, thread } = scope;
  scope.inspect("afterItemsPath", items);
  return whenDone(concurrencyOf(state, scope), (concurrency) => {
    const startedEventId = draft.emit("MapStateStarted", thread.tip, { length: items.length });
    thread.tip = startedEventId;
    draft.setPhase(thread, {
      type: "joining",
      startedEventId,
      length: items.length,
      started: 0,
      ended: 0,
      items,
      itemKeys: keys,
      results: Vector.empty(),
    });
    if (items.length === 0) return { type: "joined", results: [] };
    const count = Math.min(concurrency, items.length);
    return whenDone(startIterations(state, scope, count, startedEventId), () => parked);
  });
}

function concurrencyOf(state: CompiledMap, scope: StateScope): MaybePromise<number> {
  const most = scope.limits.inlineConcurrencyMax;
  return whenDone(state.maxConcurrency?.(scope), (max) => {
    scope.inspect("maxConcurrency", max);
    return max === undefined || max === 0 ? most : Math.min(max, most);
  });
}

/**
 * Starts up to `count` more iterations, which follow the event `tip`: MapStateStarted for the
 * first ones, then the last event of the iteration that made room.
 */
export function startIterations(
  state: CompiledMap,
  scope: StateScope,
  count: number,
  tip: number,
): MaybePromise<void> {
  for (let left = count; left > 0; left--) {
    const { phase } = scope.thread;
    assert(phase.type === "joining" && phase.items !== undefined, "a Map that runs");
    if (phase.started >= phase.length) return;
    const item = itemContext(phase, phase.started);
    const input = iterationInput(state, scope, phase, item);
    if (input instanceof Promise) {
      return input.then((input) => {
        startIteration(state, scope, item, input, tip);
        return startIterations(state, scope, left - 1, tip);
      });
    }
    startIteration(state, scope, item, input, tip);
  }
}

type Joining = Extract<Phase, { type: "joining" }>;

/** `$$.Map.Item`. */
function itemContext(phase: Joining, index: number): JsonObject {
  const value = phase.items?.[index] ?? null;
  const key = phase.itemKeys?.[index];
  return key === undefined
    ? { Index: index, Value: value }
    : { Index: index, Value: value, Key: key };
}

function iterationInput(
  state: CompiledMap,
  scope: StateScope,
  phase: Joining,
  item: JsonObject,
): MaybePromise<JsonValue> {
  if (state.itemSelector === undefined) return phase.items?.[phase.started] ?? null;
  return state.itemSelector(scope.forItem(item));
}

function startIteration(
  state: CompiledMap,
  scope: StateScope,
  item: JsonObject,
  input: JsonValue,
  previousEventId: number,
): void {
  const { draft, thread } = scope;
  const { phase } = thread;
  assert(phase.type === "joining", "a Map that runs");
  const index = phase.started;
  thread.phase = { ...phase, started: index + 1 };
  if (index === 0) scope.inspect("afterItemSelector", input);
  const tip = draft.emit("MapIterationStarted", previousEventId, { name: thread.state, index });
  draft.addThread({
    parent: thread.id,
    index,
    mapItem: item,
    state: state.processor,
    input,
    tip,
  });
}
