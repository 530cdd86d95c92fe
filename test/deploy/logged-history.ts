import { type CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { ExecutionHistoryEvent as Event } from "../../lib/testing/execution-view.ts";
import { eventually } from "./scenario.ts";

/** Where Express state machines log all that happens, with its data. */
export const expressLogGroup = "/stepwright/express";

/** What an execution has logged, as its history, when its end is there. */
export async function loggedHistory(
  logs: CloudWatchLogsClient,
  executionArn: string,
): Promise<Event[]> {
  return eventually(`the logs of ${executionArn}`, async () => {
    const command = new FilterLogEventsCommand({ logGroupName: expressLogGroup });
    const { events = [] } = await logs.send(command);
    const lines = events.map(({ message = "{}" }) => JSON.parse(message) as LogLine);
    const own = lines.filter((line) => line.execution_arn === executionArn).map(eventOf);
    return own.some(({ type }) => ends.test(type)) ? own : undefined;
  });
}

/** How the execution ended, by its history. */
export function loggedEnd(history: readonly Event[]): LoggedEnd {
  const { type = "", details = {} } = (history.at(-1) ?? {}) as Partial<Logged>;
  const { output, error } = details;
  return {
    status: type.replace(/^Execution/, "").toUpperCase(),
    output: output === undefined ? undefined : JSON.parse(output),
    error,
    history,
  };
}

/** The events of a history as they are logged: without the name of their details. */
export function asLogged(history: readonly Event[]): Event[] {
  return history.map(({ id, type, previousEventId, timestamp, ...fields }) => {
    const [details = {}] = Object.values(fields);
    return { id, type, previousEventId, timestamp, details } as Event;
  });
}

const ends = /^Execution(?:Succeeded|Failed|TimedOut|Aborted)$/;

interface LogLine {
  readonly id: string;
  readonly type: string;
  readonly details: Logged["details"];
  readonly previous_event_id: string;
  readonly event_timestamp: string;
  readonly execution_arn: string;
}

interface Logged {
  readonly type: string;
  readonly details: { readonly output?: string; readonly error?: string };
}

interface LoggedEnd {
  readonly status: string;
  readonly output: unknown;
  readonly error: string | undefined;
  readonly history: readonly Event[];
}

function eventOf({ id, type, details, previous_event_id, event_timestamp }: LogLine): Event {
  const previousEventId = Number(previous_event_id);
  const timestamp = new Date(Number(event_timestamp));
  return { id: Number(id), type, previousEventId, timestamp, details } as unknown as Event;
}
