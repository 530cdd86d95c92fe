import { StatesError } from "../data/states-error.ts";
import type { JsonValue } from "../language/json.ts";
import { type Draft, type DraftThread, HistoryFull } from "./draft.ts";
import { endExecution } from "./end-execution.ts";
import { endThread, finishJoin } from "./end-thread.ts";
import { exitState } from "./exit-state.ts";
import { failState } from "./failure.ts";
import { enterState, resumeState } from "./handlers.ts";
import { attempt, type MaybePromise, whenDone } from "./maybe-promise.ts";
import type { Outcome } from "./outcome.ts";
import { stateEvents } from "./state-events.ts";
import { StateScope } from "./state-scope.ts";

/**
 * Runs every thread that can go on, round-robin and one state each, until none can or the budget
 * is spent.
 */
export function runReady(draft: Draft, eventsMax: number): MaybePromise<void> {
  while (draft.readyFrom < draft.ready.length && draft.events.length < eventsMax) {
    const id = draft.ready[draft.readyFrom++];
    const thread = id === undefined ? undefined : draft.thread(id);
    if (thread?.phase.type !== "entering") continue;
    const step = guarded(draft, () => enterThread(draft, thread));
    if (step instanceof Promise) return step.then(() => runReady(draft, eventsMax));
  }
}

/** Ends the execution where its history has no room left. */
export function guarded(draft: Draft, work: () => MaybePromise<void>): MaybePromise<void> {
  return attempt(work, (error) => {
    if (!(error instanceof HistoryFull)) throw error;
    const max = draft.limits.historyEventsMax;
    // Observed on AWS 2026-08-29 (floci-io/floci#2734): event 25,000 is this one.
    endExecution(draft, "FAILED", draft.head.nextEventId - 1, {
      error: "States.Runtime",
      cause: `The execution reached the maximum number of history events (${max}).`,
    });
  });
}

function enterThread(draft: Draft, thread: DraftThread): MaybePromise<void> {
  const state = draft.state(thread.state);
  const before = thread.tip;
  if (thread.phase.type === "entering" && !thread.phase.again) {
    thread.tip = draft.emit(stateEvents[state.type].entered, before, {
      name: thread.state,
      input: thread.input,
    });
    thread.enteredEventId = thread.tip;
    thread.enteredMs = draft.head.nowMs;
  }
  const scope = new StateScope(draft, thread, state);
  const evaluationTip = state.type === "Wait" ? undefined : before;
  return settle(draft, thread, () => enterState(state, scope), evaluationTip);
}

/** Goes on with what a state waited for. */
export function resumeThread(
  draft: Draft,
  thread: DraftThread,
  result: JsonValue,
): MaybePromise<void> {
  const state = draft.state(thread.state);
  const scope = new StateScope(draft, thread, state);
  return settle(draft, thread, () => resumeState(state, scope, result));
}

/**
 * Carries out what a handler answers or raises.
 *
 * @param evaluationTip what EvaluationFailed follows if the handler has emitted nothing: what the
 *   Entered event follows, but for a Wait that event itself. Observed on AWS 2024-12-10 and 2024-12-27,
 *   scenarios/map_state_items_eval_jsonata_fail and scenarios/wait_timestamp_jsonata.
 */
function settle(
  draft: Draft,
  thread: DraftThread,
  handle: () => MaybePromise<Outcome>,
  evaluationTip?: number,
): MaybePromise<void> {
  const entered = thread.tip;
  return attempt(
    () => {
      const outcome = handle();
      return outcome instanceof Promise
        ? outcome.then((outcome) => carryOut(draft, thread, outcome))
        : carryOut(draft, thread, outcome);
    },
    (error) => {
      if (!(error instanceof StatesError)) throw error;
      return failState(draft, thread, error, thread.tip === entered ? evaluationTip : thread.tip);
    },
  );
}

function carryOut(draft: Draft, thread: DraftThread, outcome: Outcome): MaybePromise<void> {
  switch (outcome.type) {
    case "parked":
      return;
    case "joined":
      return resumeThread(draft, thread, finishJoin(draft, thread));
    case "exited": {
      exitState(draft, thread, outcome);
      if (outcome.next !== undefined) return;
      return whenDone(endThreadOf(draft, thread, outcome.output), (parent) => {
        if (parent !== undefined) return resumeThread(draft, parent, finishJoin(draft, parent));
      });
    }
  }
}

/** Ends a thread; what the Map around it raises in starting another iteration is the Map's. */
function endThreadOf(
  draft: Draft,
  thread: DraftThread,
  output: JsonValue,
): MaybePromise<DraftThread | undefined> {
  return attempt(
    () => endThread(draft, thread, output),
    (error) => {
      const parent = thread.parent === undefined ? undefined : draft.thread(thread.parent);
      if (!(error instanceof StatesError) || parent === undefined) throw error;
      return whenDone(failState(draft, parent, error), () => undefined);
    },
  );
}
