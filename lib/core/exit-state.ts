import type { JsonObject, JsonValue } from "../language/json.ts";
import type { CompiledState } from "./compiled-state.ts";
import { type Draft, type DraftThread, entering, noRetries } from "./draft.ts";
import { stateEvents } from "./state-events.ts";

/** How a state is left. */
export interface Exit {
  readonly output: JsonValue;
  readonly assigned: JsonObject | undefined;
  /** Undefined: the thread ends, which is the caller's to arrange. */
  readonly next: string | undefined;
}

/** Leaves the thread's state: the Exited event, the variables, then on to the next. #transition */
export function exitState(
  draft: Draft,
  thread: DraftThread,
  state: CompiledState,
  exit: Exit,
): void {
  const { output, assigned, next } = exit;
  const { exited } = stateEvents[state.type];
  thread.tip = draft.emit(exited, thread.tip, {
    name: thread.state,
    output,
    assignedVariables: assigned !== undefined && isEmpty(assigned) ? undefined : assigned,
  });
  if (assigned !== undefined) thread.variables = { ...thread.variables, ...assigned };
  if (next === undefined) return;
  thread.state = next;
  thread.input = output;
  thread.retryCount = 0;
  thread.retries = noRetries;
  draft.setPhase(thread, entering);
  draft.ready.push(thread.id);
}

function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0;
}
