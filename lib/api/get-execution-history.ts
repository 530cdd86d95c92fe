import { type ApiHistoryEvent, apiHistoryEvent } from "../core/api-history-event.ts";
import type { HistoryEvent } from "../core/history-event.ts";
import type { Operation } from "./api-context.ts";
import { findExecution } from "./find-execution.ts";
import { type PageOptions, Pages } from "./pages.ts";
import { seconds } from "./state-machine-record.ts";

interface Request extends PageOptions {
  readonly executionArn: string;
  readonly reverseOrder?: boolean;
  /** Whether input and output of events are told. Default: true. */
  readonly includeExecutionData?: boolean;
}

interface Response {
  readonly events: readonly ApiHistoryEvent[];
  readonly nextToken?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
export const getExecutionHistory: Operation<Request, Response> = async (context, request) => {
  const { executionArn, reverseOrder = false, includeExecutionData = true } = request;
  await findExecution(context, executionArn);
  const pages = new Pages(context, "GetExecutionHistory", request);
  const { limit, after } = pages.page;
  const found = await context.engine.ports.journal.events(executionArn, {
    from: after === undefined ? undefined : Number(after),
    limit: limit + 1,
    newestFirst: reverseOrder,
  });
  const events = found.slice(0, limit).map((event) => describe(event, includeExecutionData));
  const next = found[limit]?.id.toString();
  return { events, ...pages.nextToken(next) };
};

function describe(event: HistoryEvent, includeExecutionData: boolean): ApiHistoryEvent {
  const described = apiHistoryEvent(event);
  const shown = includeExecutionData ? described : withoutData(described);
  return { ...shown, timestamp: seconds(described.timestamp) };
}

const data = new Set(["input", "inputDetails", "output", "outputDetails"]);

function withoutData(event: ApiHistoryEvent): ApiHistoryEvent {
  const fields = Object.entries(event).map(([key, value]) => {
    if (typeof value !== "object") return [key, value];
    return [key, Object.fromEntries(Object.entries(value).filter(([field]) => !data.has(field)))];
  });
  return Object.fromEntries(fields);
}
