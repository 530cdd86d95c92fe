import type { MapRunSnapshot } from "../core/map-run/map-run-snapshot.ts";
import type { MapRunCommandByType } from "../core/map-run/map-run-stimulus.ts";
import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { Thread } from "../core/snapshot.ts";
import type { Engine } from "./engine.ts";
import type { MapRunMeta, ResolutionOutcome } from "./journal-port.ts";

/** The end of a Map Run answers the attempt of the Map state, if it still waits for this one. */
export function tellMapState(
  engine: Engine,
  { info, parentIncarnation, order, parentRedrive }: MapRunMeta,
  run: MapRunSnapshot,
  finish: MapRunCommandByType["finish"],
): MaybePromise<void> {
  const { executionArn, mapRunArn } = info;
  const { attempt } = order;
  return whenDone(engine.head(executionArn), (parent) => {
    if (parent?.snapshot?.status !== "RUNNING") return;
    const thread = waitingThread(parent.snapshot.threads.values(), attempt);
    if (thread?.phase.type !== "mapRun") return;
    if (thread.phase.mapRunArn !== undefined && thread.phase.mapRunArn !== mapRunArn) return;
    if (thread.phase.mapRunArn === undefined && !engine.isVolatile) {
      // Its redrive, which is not carried out yet, will find the end.
      const isRedriven = parent.unconfirmed.some(({ type }) => type === "redriveMapRun");
      if (isRedriven) return;
    }
    const outcome = outcomeOf(run, finish, thread);
    // Whoever tells it late must not tell a redrive of it.
    const redrive = run.parentRedrive || parentRedrive;
    const told = engine.resolve(executionArn, parentIncarnation, attempt, outcome, redrive);
    return whenDone(told, () => engine.ports.wakeQueue.send(executionArn));
  });
}

function waitingThread(threads: Iterable<Thread>, attempt: number): Thread | undefined {
  for (const thread of threads) {
    if (thread.phase.type === "mapRun" && thread.phase.attempt === attempt) return thread;
  }
  return undefined;
}

function outcomeOf(
  { status }: MapRunSnapshot,
  { output, error, cause, located }: MapRunCommandByType["finish"],
  thread: Thread,
): ResolutionOutcome {
  if (status === "SUCCEEDED") return { type: "succeeded", output: output ?? null };
  if (status === "ABORTED") return { type: "mapRunAborted" };
  return { type: "failed", error, cause: located ? `${whereabouts(thread)}${cause ?? ""}` : cause };
}

/** AWS's words before the cause of an error of evaluation. */
function whereabouts({ state, enteredEventId }: Thread): string {
  return `An error occurred while executing the state '${state}' (entered at the event id #${enteredEventId}). `;
}
