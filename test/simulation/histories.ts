import type { HistoryEvent } from "../../lib/core/history-event.ts";
import { writeDocument } from "../../lib/data/document.ts";
import type { JsonValue } from "../../lib/language/json.ts";

type Events = readonly HistoryEvent[];
type Details = { readonly [name: string]: JsonValue | undefined };

/** How an attempt ended that a crash cut. */
export interface Cut {
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly isTimeout: boolean;
}

const scheduledTypes = new Set<string>([
  "TaskScheduled",
  "LambdaFunctionScheduled",
  "ActivityScheduled",
]);

/** Does the event begin an attempt of a Task? */
export function isScheduled({ type }: HistoryEvent): boolean {
  return scheduledTypes.has(type);
}

/** Does the event end an attempt of which nobody knows what came? */
export function isInterruption({ type, details }: HistoryEvent): boolean {
  if (!type.endsWith("Failed") || details === undefined || !("cause" in details)) return false;
  return details.cause?.startsWith("Stepwright.TaskInterrupted") === true && !isEnd(type);
}

function isEnd(type: string): boolean {
  return type.startsWith("Execution");
}

/** The Scheduled event of the attempt that the event ends. */
export function scheduledBefore(events: Events, event: HistoryEvent): HistoryEvent | undefined {
  for (let at: HistoryEvent | undefined = event; at !== undefined; ) {
    if (isScheduled(at)) return at;
    at = events[at.previousEventId - 1];
  }
  return undefined;
}

/** What tells an attempt from others, whatever the ids of events are. */
export function attemptKey(
  machine: string,
  parameters: JsonValue,
  retryCount: number,
  redriveCount: number,
): string {
  return `${machine} ${retryCount} ${redriveCount} ${plain(parameters)}`;
}

/**
 * The attempts of a history that were cut, by their keys.
 * @param mayTimeOut whether any Task's time may be up where it is not without faults
 */
export function cutsOf(
  machine: string,
  events: Events,
  mayTimeOut = false,
): ReadonlyMap<string, Cut> {
  const cuts = new Map<string, Cut>();
  for (const event of events) {
    const isTaskTimeout = mayTimeOut && taskTimeouts.has(event.type);
    const isTimeout = event.type === "ActivityTimedOut" || isTaskTimeout;
    if (!isTimeout && !isInterruption(event)) continue;
    const scheduled = scheduledBefore(events, event);
    if (scheduled === undefined) continue;
    const { error, cause } = event.details as { readonly error?: string; readonly cause?: string };
    cuts.set(keyOfScheduled(machine, events, scheduled), { error, cause, isTimeout });
  }
  return cuts;
}

const taskTimeouts = new Set<string>(["TaskTimedOut", "LambdaFunctionTimedOut"]);

function keyOfScheduled(machine: string, events: Events, scheduled: HistoryEvent): string {
  const { parameters, input } = scheduled.details as Details;
  let retryCount = 0;
  for (let at = events[scheduled.previousEventId - 1]; at !== undefined; ) {
    if (at.type.endsWith("StateEntered") || at.type === "ExecutionRedriven") break;
    if (isScheduled(at)) retryCount++;
    at = events[at.previousEventId - 1];
  }
  const before = events.slice(0, scheduled.id);
  const redriveCount = before.filter(({ type }) => type === "ExecutionRedriven").length;
  return attemptKey(machine, parameters ?? input ?? null, retryCount, redriveCount);
}

/**
 * What a history says, without what faults may change: ids, instants, tokens, and in which order
 * threads went on.
 */
export function gist(events: Events): string {
  const known = gists.get(events);
  if (known !== undefined) return known;
  const lines = events.flatMap(({ type, details }) => {
    if (!/StateEntered|StateExited|^Execution|Failed|TimedOut|Redriven/.test(type)) return [];
    const { name, input, output, error, cause } = (details ?? {}) as Details;
    return [unnumbered([type, name, error, cause, plain(input), plain(output)].join(" "))];
  });
  const text = lines.sort().join("\n");
  gists.set(events, text);
  return text;
}

/** Of histories that are over; those that others are compared with are compared often. */
const gists = new WeakMap<Events, string>();

/** How an execution ended, as its last event says. */
export function ending(events: Events): string {
  const { type, details } = events.at(-1) ?? { type: "nothing", details: undefined };
  const { output, error, cause } = (details ?? {}) as Details;
  return unnumbered([type, error, cause, plain(output)].join(" "));
}

/** What must hold of every history. */
export function faultsOf(events: Events): readonly string[] {
  const faults: string[] = [];
  let lastMs = 0;
  for (const [place, { id, type, timestampMs, previousEventId }] of events.entries()) {
    if (id !== place + 1) faults.push(`event ${id} has place ${place + 1}`);
    if (previousEventId >= id) faults.push(`event ${id} follows ${previousEventId}`);
    if (timestampMs < lastMs) faults.push(`time goes back at event ${id}`);
    lastMs = timestampMs;
    const next = events[place + 1]?.type;
    const isTerminal = isEnd(type) && type !== "ExecutionStarted" && type !== "ExecutionRedriven";
    if (isTerminal && next !== undefined && next !== "ExecutionRedriven") {
      faults.push(`${next} comes after ${type}`);
    }
    if (next === undefined && !isTerminal) faults.push(`${type} is the last event`);
  }
  return faults;
}

/** The value's text, with all that is made from seeds left out. */
function plain(value: JsonValue | undefined): string {
  if (value === undefined) return "";
  const text = writeDocument(value);
  return text.length < tokenLengthMin ? text : text.replaceAll(tokens, '"…"');
}

/** The text without ids of events, which depend on what went wrong before. */
function unnumbered(text: string): string {
  return text.replaceAll(/event id #\d+/g, "event id #…");
}

/** Of a UUID with its quotes. */
const tokenLengthMin = 38;

/** Task tokens and UUIDs. */
const tokens = /"[A-Za-z0-9+/]{80,}={0,2}"|"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"/g;
