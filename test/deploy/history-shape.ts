import type { ExecutionHistoryEvent as Event } from "../../lib/testing/execution-view.ts";

/**
 * A history as a text in which two of the same execution are equal: what happened in each thread in
 * its order, without ids and instants, and without what no two runs have in common (UUIDs, tokens,
 * what HTTP and SQS answer beside the result).
 */
export function historyShape(events: readonly Event[]): string {
  const children = new Map<number, Event[]>();
  const byId = new Map(events.map((event) => [event.id, event]));
  for (const event of events) {
    const before = joinedTo(event, byId) ?? event.previousEventId;
    children.set(before, [...(children.get(before) ?? []), event]);
  }
  const lines = (id: number, depth: number): string[] => {
    const texts = (children.get(id) ?? []).map((event) => [
      `${"  ".repeat(depth)}${textOf(event)}`,
      ...lines(event.id, depth + 1),
    ]);
    return texts.map((text) => text.join("\n")).sort();
  };
  return lines(0, 0).join("\n");
}

/**
 * Of what ends a Parallel or Map, and of an iteration, the state's start: what comes before it
 * depends on which thread was faster.
 */
function joinedTo(event: Event, byId: ReadonlyMap<number, Event>): number | undefined {
  if (!ends.test(event.type) && event.type !== "MapIterationStarted") return undefined;
  let before = byId.get(event.previousEventId);
  // `…StateExited` behind `…StateSucceeded` of the same state.
  if (before !== undefined && ends.test(before.type)) return undefined;
  for (let open = 1; before !== undefined; before = byId.get(before.previousEventId)) {
    const beforeThat = byId.get(before.previousEventId);
    const isSecond = beforeThat !== undefined && ends.test(beforeThat.type);
    if (ends.test(before.type) && !isSecond) open++;
    if (/^(?:Parallel|Map)StateStarted$/.test(before.type)) open--;
    if (open === 0) return before.id;
  }
  return undefined;
}

const ends = /^(?:Parallel|Map)State(?:Succeeded|Failed|Exited)$/;

function textOf({ type, id, previousEventId, timestamp, ...details }: Event): string {
  return `${type} ${JSON.stringify(masked(details))}`;
}

function masked(value: unknown): unknown {
  if (typeof value === "string") return maskedText(value);
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(
    ([name, member]) => !volatile.has(name) && member !== undefined,
  );
  return Object.fromEntries(
    members
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, masked(member)]),
  );
}

/** Texts that are JSON are compared as what they say. */
function maskedText(text: string): unknown {
  if (/^[[{"]/.test(text)) {
    try {
      return masked(JSON.parse(text));
    } catch {
      // It only looks like JSON.
    }
  }
  return text.replaceAll(uuid, "<uuid>").replaceAll(instant, "<instant>");
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const instant = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const volatile = new Set([
  "SdkHttpMetadata",
  "SdkResponseMetadata",
  "MessageId",
  "MD5OfMessageBody",
  "StartDate",
  "StopDate",
  "roleArn",
  "token",
  "inputDetails",
  "outputDetails",
  "trace",
]);
