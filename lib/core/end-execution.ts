import type { JsonValue } from "../language/json.ts";
import { cancelWork, failedPhase } from "./abort.ts";
import type { Draft, DraftThread } from "./draft.ts";
import type { FailureDetails } from "./history-event.ts";

const endEvents = {
  FAILED: "ExecutionFailed",
  ABORTED: "ExecutionAborted",
  TIMED_OUT: "ExecutionTimedOut",
} as const;

/**
 * Ends the execution without success. What was under way is cancelled; the threads stay, for
 * Redrive.
 */
export function endExecution(
  draft: Draft,
  status: keyof typeof endEvents,
  previousEventId: number,
  failure: FailureDetails,
  failed?: DraftThread,
): void {
  const { head } = draft;
  draft.emitLast(endEvents[status], previousEventId, failure);
  for (const thread of draft.threads()) cancelWork(draft, thread);
  if (failed !== undefined) draft.setPhase(failed, failedPhase(failed.phase));
  head.status = status;
  // DescribeExecution does not show the States.Timeout of a machine that has timed out.
  // Observed on AWS 2026-08-29 (floci-io/floci#2733).
  head.error = status === "TIMED_OUT" ? undefined : failure.error;
  head.cause = status === "TIMED_OUT" ? undefined : failure.cause;
  close(draft);
}

/** The root thread has reached its end. */
export function succeedExecution(draft: Draft, previousEventId: number, output: JsonValue): void {
  draft.emitLast("ExecutionSucceeded", previousEventId, { output });
  draft.head.status = "SUCCEEDED";
  draft.head.output = output;
  close(draft);
}

function close(draft: Draft): void {
  draft.head.stoppedMs = draft.head.nowMs;
  draft.head.dueMs = undefined;
  draft.dueStale = false;
  draft.ready.length = 0;
  draft.readyFrom = 0;
}
