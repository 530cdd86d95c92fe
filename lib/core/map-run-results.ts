import { StatesError } from "../data/states-error.ts";
import type { JsonValue } from "../language/json.ts";
import type { AttemptId } from "./command.ts";
import type { Draft, DraftThread } from "./draft.ts";
import { failState } from "./failure.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import { resumeThread } from "./run.ts";

/** The thread that waits for this Map Run; undefined: none does. */
export function pendingMapRun(draft: Draft, attempt: AttemptId): DraftThread | undefined {
  const waiting = draft.threadOf(attempt);
  return waiting?.phase.type === "mapRun" ? draft.thread(waiting.id) : undefined;
}

export function mapRunStarted(draft: Draft, thread: DraftThread, mapRunArn: string): void {
  const { phase } = thread;
  if (phase.type !== "mapRun" || phase.mapRunArn !== undefined) return;
  thread.tip = draft.emit("MapRunStarted", thread.tip, { mapRunArn });
  draft.setPhase(thread, { ...phase, mapRunArn });
}

export function mapRunRedriven(
  draft: Draft,
  thread: DraftThread,
  mapRunArn: string,
  redriveCount: number,
): void {
  const { phase } = thread;
  if (phase.type !== "mapRun" || phase.mapRunArn !== undefined) return;
  thread.tip = draft.emit("MapRunRedriven", thread.tip, { mapRunArn, redriveCount });
  draft.setPhase(thread, { ...phase, mapRunArn });
}

export function mapRunSucceeded(
  draft: Draft,
  thread: DraftThread,
  output: JsonValue,
): MaybePromise<void> {
  thread.tip = draft.emit("MapRunSucceeded", thread.tip, undefined);
  draft.emit("MapStateSucceeded", thread.tip, undefined);
  return resumeThread(draft, thread, output);
}

export function mapRunFailed(
  draft: Draft,
  thread: DraftThread,
  error: string | undefined,
  cause: string | undefined,
): MaybePromise<void> {
  thread.tip = draft.emit("MapRunFailed", thread.tip, { error, cause });
  return failState(draft, thread, new StatesError(error ?? "States.Runtime", cause));
}

/** Somebody has stopped the Map Run itself. */
export function mapRunAborted(draft: Draft, thread: DraftThread): MaybePromise<void> {
  thread.tip = draft.emit("MapRunAborted", thread.tip, undefined);
  return failState(draft, thread, new StatesError("States.TaskFailed", "The Map Run was aborted."));
}
