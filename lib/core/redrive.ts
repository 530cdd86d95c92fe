import type { AttemptId } from "./command.ts";
import { type Draft, enteringAgain, noRetries } from "./draft.ts";
import { redriveBy } from "./redrive-tokens.ts";
import type { Phase } from "./snapshot.ts";

/**
 * RedriveExecution: goes on from where the execution failed, was aborted or timed out. States that
 * succeeded are not run again; the others are tried again with the input that they had, their
 * Retriers fresh. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 *
 * @returns whether there was anything to redrive
 */
export function redrive(draft: Draft, clientToken?: string): boolean {
  const { head } = draft;
  if (!isRedrivable(draft)) return false;
  // Whoever asks again may have read what was there before it was done.
  if (redriveBy(clientToken, head, head.nowMs) !== undefined) return false;
  head.status = "RUNNING";
  head.error = undefined;
  head.cause = undefined;
  head.stoppedMs = undefined;
  head.redriveCount++;
  if (head.redriveToken !== undefined) {
    const last = { token: head.redriveToken, atMs: head.redrivenMs ?? head.nowMs };
    head.earlierRedriveTokens = [...(head.earlierRedriveTokens ?? []), last].slice(-earlierMax);
  }
  head.redrivenMs = head.nowMs;
  head.redriveToken = clientToken;
  const tip = draft.emit("ExecutionRedriven", head.nextEventId - 1, {
    redriveCount: head.redriveCount,
  });
  const allowed = (head.expiresMs ?? head.nowMs) - (head.startedMs ?? head.nowMs);
  head.expiresMs = head.nowMs + allowed;
  for (const { id } of draft.threads()) redriveThread(draft, id, tip);
  draft.dueStale = true;
  return true;
}

/** AWS knows the last ten again. */
const earlierMax = 9;

/** Standard executions that have ended without success and have room for events. */
function isRedrivable({ head, execution, limits }: Draft): boolean {
  return (
    execution.type === "STANDARD" &&
    (head.status === "FAILED" || head.status === "ABORTED" || head.status === "TIMED_OUT") &&
    head.nextEventId < limits.historyEventsMax - 1
  );
}

function redriveThread(draft: Draft, id: number, tip: number): void {
  const thread = draft.thread(id);
  if (thread === undefined) return;
  const { phase } = thread;
  thread.tip = tip;
  // A Parallel or Map whose branches are tried again only waits for them.
  if (phase.type === "joining") return;
  const mapRun = mapRunOf(phase);
  if (mapRun !== undefined) {
    const { redriveCount } = draft.head;
    draft.setPhase(thread, {
      type: "mapRun",
      attempt: mapRun,
      mapRunArn: undefined,
      redrive: redriveCount,
    });
    draft.commands.push({
      type: "redriveMapRun",
      attempt: mapRun,
      stateName: thread.state,
      redriveCount,
    });
    return;
  }
  if (phase.type !== "entering") draft.setPhase(thread, enteringAgain);
  thread.retries = noRetries;
  thread.retryCount = 0;
  draft.ready.push(thread.id);
}

function mapRunOf(phase: Phase): AttemptId | undefined {
  if (phase.type === "failed") return phase.mapRun;
  return phase.type === "mapRun" ? phase.attempt : undefined;
}
