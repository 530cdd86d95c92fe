import { StatesError } from "../data/states-error.ts";
import type { JsonObject, JsonValue } from "../language/json.ts";
import { abortChildren, dropChildren, failedPhase } from "./abort.ts";
import { assert } from "./assert.ts";
import type { CompiledCatcher, CompiledState } from "./compiled-state.ts";
import { checkAssigned, checkSize, combine } from "./data-flow.ts";
import { type Draft, type DraftThread, enteringAgain } from "./draft.ts";
import { endExecution } from "./end-execution.ts";
import { exitState } from "./exit-state.ts";
import { isFatal } from "./fatal-error.ts";
import { attempt, type MaybePromise, whenDone } from "./maybe-promise.ts";
import { matchesError, matchingRetrier, retryDelaySeconds } from "./retry.ts";
import { StateScope } from "./state-scope.ts";
import { StateFailed } from "./states/fail.ts";

/** What the failing state's history shows of an error. */
interface Failure {
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/**
 * A state has raised an error: it is tried again, or caught, or fails its thread and so the
 * Parallel or Map around it, up to the execution. #errors
 *
 * @param evaluationTip what an EvaluationFailed event follows, if not the thread's tip
 */
export function failState(
  draft: Draft,
  thread: DraftThread,
  error: StatesError,
  evaluationTip = thread.tip,
): MaybePromise<void> {
  const state = draft.state(thread.state);
  const failure = describe(thread, error);
  if (error.location !== undefined) {
    thread.tip = draft.emit("EvaluationFailed", evaluationTip, {
      ...failure,
      location: error.location,
      state: thread.state,
    });
  }
  if (isFatal(error)) return endExecution(draft, "FAILED", thread.tip, failure, thread);
  if (retried(draft, thread, state, error)) return;
  if (state.type === "Parallel" || state.type === "Map") {
    thread.tip = draft.emit(`${state.type}StateFailed`, thread.tip, undefined);
  }
  const index = state.catchers.findIndex(({ errorEquals }) => matchesError(errorEquals, error));
  const catcher = state.catchers[index];
  if (catcher === undefined) return failThread(draft, thread, error, failure);
  dropChildren(draft, thread);
  return attempt(
    () => caught(draft, thread, state, catcher, failure),
    // Whatever a Catcher raises is not offered to it, or to another one, again.
    (raised) => failCatcher(draft, thread, raised),
  );
}

function describe(thread: DraftThread, error: StatesError): Failure {
  const { causeText } = error;
  return {
    error: error instanceof StateFailed ? error.error : error.errorName,
    cause: error.located ? `${whereabouts(thread)} ${causeText ?? ""}` : causeText,
  };
}

/** AWS's words before the cause of an error of evaluation. */
function whereabouts({ state, enteredEventId }: DraftThread): string {
  return `An error occurred while executing the state '${state}' (entered at the event id #${enteredEventId}).`;
}

function retried(
  draft: Draft,
  thread: DraftThread,
  state: CompiledState,
  error: StatesError,
): boolean {
  const match = matchingRetrier(state.retriers, thread.retries, error);
  if (match === undefined) return false;
  const used = thread.retries[match.index] ?? 0;
  const delay = retryDelaySeconds(match.retrier, used, () => draft.entropy.random());
  const retries = state.retriers.map((_, index) => thread.retries[index] ?? 0);
  retries[match.index] = used + 1;
  thread.retries = retries;
  thread.retryCount++;
  dropChildren(draft, thread);
  draft.setPhase(thread, {
    type: "backingOff",
    untilMs: draft.head.nowMs + Math.round(1000 * delay),
  });
  if (delay === 0) goOn(draft, thread);
  return true;
}

/** The back-off is over: the state is tried again, without being entered again. */
export function goOn(draft: Draft, thread: DraftThread): void {
  draft.setPhase(thread, enteringAgain);
  draft.ready.push(thread.id);
}

/** #fallback-states */
function caught(
  draft: Draft,
  thread: DraftThread,
  state: CompiledState,
  catcher: CompiledCatcher,
  failure: Failure,
): MaybePromise<void> {
  const scope = new StateScope(draft, thread, state);
  const errorOutput: JsonObject = {
    ...(failure.error !== undefined && { Error: failure.error }),
    ...(failure.cause !== undefined && { Cause: failure.cause }),
  };
  return whenDone(catcherResult(catcher, scope, errorOutput), ({ output, assigned }) =>
    exitState(draft, thread, state, { output, assigned, next: catcher.next }),
  );
}

function catcherResult(
  catcher: CompiledCatcher,
  scope: StateScope,
  errorOutput: JsonObject,
): MaybePromise<{ output: JsonValue; assigned: JsonObject | undefined }> {
  scope.errorOutput = errorOutput;
  if (!scope.state.jsonata) scope.input = errorOutput;
  return whenDone(catcher.assign?.(scope), (assign) => {
    const output =
      catcher.output === undefined
        ? combine(catcher.resultPath, scope.thread.input, errorOutput)
        : catcher.output(scope);
    return whenDone(output, (output) => {
      checkSize(scope, output);
      return { output, assigned: checkAssigned(scope, assign) };
    });
  });
}

function failCatcher(draft: Draft, thread: DraftThread, raised: unknown): MaybePromise<void> {
  if (!(raised instanceof StatesError)) throw raised;
  const failure = describe(thread, raised);
  if (raised.location !== undefined) {
    thread.tip = draft.emit("EvaluationFailed", thread.tip, {
      ...failure,
      location: raised.location,
      state: thread.state,
    });
  }
  if (isFatal(raised)) return endExecution(draft, "FAILED", thread.tip, failure, thread);
  return failThread(draft, thread, raised, failure);
}

/** Nobody took the error: the thread fails, and so does the state around it. */
function failThread(
  draft: Draft,
  thread: DraftThread,
  error: StatesError,
  failure: Failure,
): MaybePromise<void> {
  if (thread.parent === undefined) {
    return endExecution(draft, "FAILED", thread.tip, failure, thread);
  }
  const parent = draft.thread(thread.parent);
  assert(parent !== undefined, "the parent of a thread");
  draft.setPhase(thread, failedPhase(thread.phase));
  if (draft.state(parent.state).type === "Map") {
    draft.emit("MapIterationFailed", thread.tip, { name: parent.state, index: thread.index });
  }
  parent.tip = thread.tip;
  abortChildren(draft, parent, thread);
  return failState(draft, parent, asOuterError(error, failure));
}

/** The same error as the state around sees it: its cause is already complete. */
function asOuterError(error: StatesError, failure: Failure): StatesError {
  return error instanceof StateFailed ? error : new StatesError(error.errorName, failure.cause);
}
