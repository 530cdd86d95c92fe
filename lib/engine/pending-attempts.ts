import type { AttemptId } from "../core/command.ts";
import type { PhaseByType, Snapshot, Thread } from "../core/snapshot.ts";

/** An attempt of a Task that is under way, and the thread that waits for it. */
export interface PendingAttempt {
  readonly thread: Thread;
  readonly phase: PhaseByType["task"];
}

/** Does a thread wait for the attempt: of a Task or of a Map Run? */
export function isPending(snapshot: Snapshot, attempt: AttemptId): boolean {
  if (snapshot.status !== "RUNNING") return false;
  for (const { phase } of snapshot.threads.values()) {
    if ((phase.type === "task" || phase.type === "mapRun") && phase.attempt === attempt)
      return true;
  }
  return false;
}

/** The attempts of Tasks that are under way. */
export function* pendingAttempts({ status, threads }: Snapshot): Generator<PendingAttempt> {
  if (status !== "RUNNING") return;
  for (const thread of threads.values()) {
    if (thread.phase.type === "task") yield { thread, phase: thread.phase };
  }
}

/** The attempt, if it is under way. */
export function pendingAttempt(snapshot: Snapshot, attempt: AttemptId): PendingAttempt | undefined {
  for (const pending of pendingAttempts(snapshot)) {
    if (pending.phase.attempt === attempt) return pending;
  }
  return undefined;
}
