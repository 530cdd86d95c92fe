import { StatesError } from "../data/states-error.ts";
import type { JsonValue } from "../language/json.ts";
import type { Budget } from "./budget.ts";
import type { CompiledState } from "./compiled-state.ts";
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
export function runReady(draft: Draft, budget: Budget): MaybePromise<void> {
  while (draft.readyFrom < draft.ready.length && !isSpent(draft, budget)) {
    const id = draft.ready[draft.readyFrom++];
    const thread = id === undefined ? undefined : draft.thread(id);
    if (thread?.phase.type !== "entering") continue;
    const step = enterGuarded(draft, thread);
    if (step instanceof Promise) return step.then(() => runReady(draft, budget));
  }
}

function isSpent({ events, newBytes }: Draft, { eventsMax, bytesMax }: Budget): boolean {
  if (events.length >= eventsMax) return true;
  return bytesMax !== undefined && newBytes.count() >= bytesMax;
}

function enterGuarded(draft: Draft, thread: DraftThread): MaybePromise<void> {
  try {
    const step = enterThread(draft, thread);
    return step?.catch((error: unknown) => endIfFull(draft, error));
  } catch (error) {
    endIfFull(draft, error);
  }
}

/** Ends the execution where its history has no room left. */
export function guarded(draft: Draft, work: () => MaybePromise<void>): MaybePromise<void> {
  return attempt(work, (error) => endIfFull(draft, error));
}

function endIfFull(draft: Draft, error: unknown): void {
  if (!(error instanceof HistoryFull)) throw error;
  const max = draft.limits.historyEventsMax;
  // Observed on AWS 2026-08-29 (floci-io/floci#2734): event 25,000 is this one.
  endExecution(draft, "FAILED", draft.head.nextEventId - 1, {
    error: "States.Runtime",
    cause: `The execution reached the maximum number of history events (${max}).`,
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
  const entered = thread.tip;
  try {
    const outcome = enterState(state, new StateScope(draft, thread, state));
    return outcome instanceof Promise
      ? outcome
          .then((outcome) => carryOut(draft, thread, state, outcome))
          .catch((error: unknown) => failEntered(draft, thread, error, before, entered))
      : carryOut(draft, thread, state, outcome);
  } catch (error) {
    return failEntered(draft, thread, error, before, entered);
  }
}

/**
 * A state has raised something after it was entered. If it has emitted nothing since, an
 * EvaluationFailed follows what its Entered event follows, but for a Wait that event itself.
 * Observed on AWS 2024-12-10 and 2024-12-27, scenarios/map_state_items_eval_jsonata_fail and
 * scenarios/wait_timestamp_jsonata.
 */
function failEntered(
  draft: Draft,
  thread: DraftThread,
  error: unknown,
  before: number,
  entered: number,
): MaybePromise<void> {
  if (!(error instanceof StatesError)) throw error;
  const isFirst = thread.tip === entered && draft.state(thread.state).type !== "Wait";
  return failState(draft, thread, error, isFirst ? before : thread.tip);
}

/** Goes on with what a state waited for. */
export function resumeThread(
  draft: Draft,
  thread: DraftThread,
  result: JsonValue,
): MaybePromise<void> {
  const state = draft.state(thread.state);
  const scope = new StateScope(draft, thread, state);
  return attempt(
    () =>
      whenDone(resumeState(state, scope, result), (outcome) =>
        carryOut(draft, thread, state, outcome),
      ),
    (error) => {
      if (!(error instanceof StatesError)) throw error;
      return failState(draft, thread, error);
    },
  );
}

function carryOut(
  draft: Draft,
  thread: DraftThread,
  state: CompiledState,
  outcome: Outcome,
): MaybePromise<void> {
  switch (outcome.type) {
    case "parked":
      return;
    case "joined":
      return resumeThread(draft, thread, finishJoin(draft, thread));
    case "exited": {
      exitState(draft, thread, state, outcome);
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
