import type { HistoryEvent } from "../../core/history-event.ts";
import type { JsonObject, JsonValue } from "../../language/json.ts";
import { readTarget, type Target, testedStateName } from "./one-state-machine.ts";
import type { StateRun } from "./run-state.ts";

/** How a tested state ended. */
export interface Ending {
  readonly status: "SUCCEEDED" | "FAILED" | "RETRIABLE" | "CAUGHT_ERROR";
  readonly output?: JsonValue | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly target?: Target | undefined;
  /** The values that the state assigned. */
  readonly assigned: JsonObject;
  /** Until the retry. */
  readonly backoffSeconds?: number | undefined;
}

/** Reads from snapshot and history what became of the state. */
export function endingOf({ snapshot, events, failure }: StateRun): Ending {
  const phase = snapshot.threads.get(0)?.phase;
  const raised = failure ?? evaluationFailure(events);
  if (phase?.type === "backingOff") {
    const backoffSeconds = Math.trunc((phase.untilMs - snapshot.nowMs) / 1000);
    return { status: "RETRIABLE", ...errorOf(raised), assigned: {}, backoffSeconds };
  }
  const exit = events.find(isExit);
  if (exit === undefined) {
    return { status: "FAILED", ...errorOf(failedAs(snapshot)), assigned: {} };
  }
  const { output, assignedVariables: assigned = {} } = exit.details;
  const target = nextTarget(events);
  const caught = target?.catchIndex !== undefined;
  return caught
    ? { status: "CAUGHT_ERROR", ...errorOf(raised), output, target, assigned }
    : { status: "SUCCEEDED", output, target, assigned };
}

interface Raised {
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** AWS says of a tested state what went wrong, not where. */
const whereabouts =
  /^An error occurred while executing the state '.*?' \(entered at the event id #\d+\)\. /s;

function errorOf(raised: Raised | undefined): Raised {
  return {
    ...(raised?.error !== undefined && { error: raised.error }),
    ...(raised?.cause !== undefined && { cause: raised.cause.replace(whereabouts, "") }),
  };
}

/** A test runs for five minutes at most: AWS answers that it has timed out as any failure. */
function failedAs({ status, error, cause }: StateRun["snapshot"]): Raised {
  return { error: status === "TIMED_OUT" ? (error ?? "States.Timeout") : error, cause };
}

type ExitEvent = HistoryEvent<"PassStateExited">;

function isExit(event: HistoryEvent): event is ExitEvent {
  return event.type.endsWith("StateExited") && nameOf(event) === testedStateName;
}

/** The stand-in that was entered after the tested state. */
function nextTarget(events: readonly HistoryEvent[]): Target | undefined {
  const entered = events.find(
    (event) => event.type.endsWith("StateEntered") && nameOf(event) !== testedStateName,
  );
  const name = entered && nameOf(entered);
  return name === undefined ? undefined : readTarget(name);
}

function nameOf({ details }: HistoryEvent): string | undefined {
  return details !== undefined && "name" in details ? details.name : undefined;
}

function evaluationFailure(events: readonly HistoryEvent[]): Raised | undefined {
  const failed = events.find((event): event is HistoryEvent<"EvaluationFailed"> => {
    return event.type === "EvaluationFailed";
  });
  return failed?.details;
}
