import { apiHistoryEvent } from "../core/api-history-event.ts";
import type { HistoryEvent, HistoryEventType } from "../core/history-event.ts";
import type { LoggingConfiguration } from "./definitions-port.ts";
import type { ExecutionMeta, JournalRecord } from "./journal-port.ts";

/**
 * The lines, each a JSON text, that an execution's state machine logs of a record: events of the
 * level that it asks for, with their input and output if it says so.
 * https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
 */
export function executionLogLines(
  { info, revision }: Pick<ExecutionMeta, "info" | "revision">,
  { events, snapshot }: Pick<JournalRecord, "events" | "snapshot">,
): readonly string[] {
  const logging = revision?.logging;
  if (logging === undefined || logging.level === "OFF") return none;
  const isLogged = levels[logging.level];
  return events
    .filter(({ type }) => isLogged(type))
    .map((event) => logLine(event, info.executionArn, snapshot.redriveCount, logging));
}

const none: readonly string[] = [];

/** How an execution ends unless it succeeds. */
const fatal: ReadonlySet<HistoryEventType> = new Set([
  "ExecutionAborted",
  "ExecutionFailed",
  "ExecutionTimedOut",
]);

const levels: {
  readonly [L in LoggingConfiguration["level"]]: (type: HistoryEventType) => boolean;
} = {
  ALL: () => true,
  ERROR: (type) => type === "FailStateEntered" || /(?:Failed|Aborted|TimedOut)$/.test(type),
  FATAL: (type) => fatal.has(type),
  OFF: () => false,
};

/** Numbers are texts in AWS's logs. */
function logLine(
  event: HistoryEvent,
  executionArn: string,
  redriveCount: number,
  { includeExecutionData }: LoggingConfiguration,
): string {
  const { id, type, previousEventId, timestamp, ...details } = apiHistoryEvent(event);
  const [fields = {}] = Object.values(details);
  return JSON.stringify({
    id: String(id),
    type,
    details: includeExecutionData ? fields : withoutData(fields),
    redrive_count: String(redriveCount),
    previous_event_id: String(previousEventId),
    event_timestamp: String(timestamp),
    execution_arn: executionArn,
  });
}

const data: ReadonlySet<string> = new Set([
  "input",
  "inputDetails",
  "output",
  "outputDetails",
  "parameters",
  "assignedVariables",
  "assignedVariablesDetails",
]);

function withoutData(details: object): object {
  return Object.fromEntries(Object.entries(details).filter(([field]) => !data.has(field)));
}
