import { type Draft, type DraftThread, dueOf } from "./draft.ts";
import { endExecution } from "./end-execution.ts";
import { goOn } from "./failure.ts";
import { type MaybePromise, whenDone } from "./maybe-promise.ts";
import { guarded, resumeThread } from "./run.ts";
import { pendingTask, taskFailed } from "./task-results.ts";

/** Does what is due: in the order of the instants, then of the threads. Answers whether any was. */
export function fireTimers(draft: Draft): MaybePromise<boolean> {
  const { head } = draft;
  if (head.dueMs === undefined || head.dueMs > head.nowMs) return false;
  const due: { readonly id: number; readonly at: number }[] = [];
  for (const thread of draft.threads()) {
    const at = dueOf(thread.phase);
    if (at !== undefined && at <= head.nowMs) due.push({ id: thread.id, at });
  }
  due.sort((left, right) => left.at - right.at || left.id - right.id);
  return fireFrom(draft, due, 0);
}

function fireFrom(
  draft: Draft,
  due: readonly { readonly id: number; readonly at: number }[],
  from: number,
): MaybePromise<boolean> {
  for (let next = from; next < due.length; next++) {
    const timer = due[next];
    if (timer === undefined || draft.head.status !== "RUNNING") break;
    if (expired(draft, timer.at)) return timeOut(draft);
    const thread = draft.thread(timer.id);
    // An earlier timer may have ended or moved this thread.
    if (thread === undefined || dueOf(thread.phase) !== timer.at) continue;
    const fired = guarded(draft, () => fire(draft, thread));
    if (fired instanceof Promise) return fired.then(() => fireFrom(draft, due, next + 1));
  }
  if (draft.head.status === "RUNNING" && expired(draft, draft.head.nowMs)) return timeOut(draft);
  return due.length > 0;
}

function expired({ head }: Draft, at: number): boolean {
  return head.expiresMs !== undefined && head.expiresMs <= at;
}

/** The machine's TimeoutSeconds, or the longest that AWS lets an execution run. */
function timeOut(draft: Draft): boolean {
  endExecution(draft, "TIMED_OUT", draft.head.nextEventId - 1, { error: "States.Timeout" });
  return true;
}

function fire(draft: Draft, thread: DraftThread): MaybePromise<void> {
  const { phase } = thread;
  switch (phase.type) {
    case "waiting":
      return resumeThread(draft, thread, thread.input);
    case "backingOff":
      return goOn(draft, thread);
    case "task": {
      const task = pendingTask(draft, phase.attempt);
      if (task === undefined) return;
      const late = phase.timeoutMs !== undefined && phase.timeoutMs <= draft.head.nowMs;
      const error = late ? "States.Timeout" : "States.HeartbeatTimeout";
      draft.commands.push({ type: "cancelTask", attempt: phase.attempt });
      return whenDone(taskFailed(draft, task, "timedOut", error, undefined), () => undefined);
    }
    default:
      return;
  }
}
