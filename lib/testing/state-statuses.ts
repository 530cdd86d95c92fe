import type { StateStatus } from "../language/diagram/state-status.ts";
import type { ExecutionHistoryEvent, ExecutionView } from "./execution-view.ts";

/** How an execution left each state that it entered, the last time it did, by name. */
export function stateStatuses({ status, history }: ExecutionView): Map<string, StateStatus> {
  const statuses = new Map<string, StateStatus>();
  /** The state that each event is about: its own, or that of the event before it. */
  const stateOf = new Map<number, string>();
  const failing = new Set<string>();
  for (const event of history) {
    const entered = nameIn(event.stateEnteredEventDetails);
    const exited = nameIn(event.stateExitedEventDetails);
    const state = entered ?? exited ?? stateOf.get(event.previousEventId);
    if (state === undefined) continue;
    stateOf.set(event.id, state);
    if (entered !== undefined) {
      statuses.set(entered, status === "RUNNING" ? "running" : "failed");
      failing.delete(entered);
    } else if (exited !== undefined) {
      statuses.set(exited, failing.has(exited) ? "caught" : "succeeded");
    } else if (saysFailed(event)) {
      failing.add(state);
    } else if (event.type.endsWith("Succeeded")) {
      failing.delete(state);
    }
  }
  return statuses;
}

function nameIn(details: { readonly [field: string]: unknown } | undefined): string | undefined {
  return typeof details?.name === "string" ? details.name : undefined;
}

function saysFailed({ type }: ExecutionHistoryEvent): boolean {
  return /(?:Failed|TimedOut|Aborted)$/.test(type);
}
