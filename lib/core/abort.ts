import type { StateType } from "../language/state-machine.ts";
import type { Draft, DraftThread } from "./draft.ts";
import type { HistoryEventType } from "./history-event.ts";
import type { Phase, Thread } from "./snapshot.ts";

/** The event of a state that was under way when its branch was stopped. */
const abortedEvents = {
  Task: "TaskStateAborted",
  Wait: "WaitStateAborted",
  Parallel: "ParallelStateAborted",
  Map: "MapStateAborted",
  Pass: undefined,
  Choice: undefined,
  Succeed: undefined,
  Fail: undefined,
} as const satisfies { readonly [T in StateType]: HistoryEventType | undefined };

/** Stops the other branches or iterations when one has failed. */
export function abortChildren(draft: Draft, parent: DraftThread, failed?: DraftThread): void {
  for (const { id } of childrenOf(draft, parent)) {
    const child = draft.thread(id);
    if (child === undefined || child === failed) continue;
    abortThread(draft, child);
    if (draft.state(parent.state).type === "Map") {
      draft.emit("MapIterationAborted", child.tip, { name: parent.state, index: child.index });
    }
  }
}

function abortThread(draft: Draft, thread: DraftThread): void {
  abortChildren(draft, thread);
  cancelWork(draft, thread);
  const { phase } = thread;
  if (phase.type === "entering") return;
  const event = abortedEvents[draft.state(thread.state).type];
  if (event !== undefined) thread.tip = draft.emit(event, thread.tip, undefined);
  draft.setPhase(thread, failedPhase(phase));
}

/** Nobody waits for the thread's Task or Map Run any more. */
export function cancelWork(draft: Draft, { phase, state: stateName }: Thread): void {
  if (phase.type !== "task" && phase.type !== "mapRun") return;
  const { attempt } = phase;
  draft.commands.push(
    phase.type === "task"
      ? { type: "cancelTask", attempt }
      : { type: "stopMapRun", attempt, stateName, redriveCount: draft.head.redriveCount },
  );
}

/**
 * What Redrive needs to know of a state that did not end well: one with branches or iterations
 * keeps them, a Map Run is redriven itself, whatever else is tried again as a whole.
 */
export function failedPhase(phase: Phase): Phase {
  if (phase.type === "joining") return phase;
  return { type: "failed", mapRun: phase.type === "mapRun" ? phase.attempt : undefined };
}

/** Forgets the branches or iterations of a state that is left or tried again. */
export function dropChildren(draft: Draft, parent: Thread): void {
  for (const child of childrenOf(draft, parent)) {
    dropChildren(draft, child);
    draft.removeThread(child.id);
  }
}

function childrenOf(draft: Draft, parent: Thread): Thread[] {
  if (parent.phase.type !== "joining") return [];
  const children: Thread[] = [];
  for (const thread of draft.threads()) {
    if (thread.parent === parent.id) children.push(thread);
  }
  return children;
}
