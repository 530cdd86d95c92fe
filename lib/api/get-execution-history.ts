import { apiHistoryEvent } from "../core/api-history-event.ts";
import type { Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { findExecution } from "./find-execution.ts";

interface Request {
  readonly executionArn: string;
  readonly maxResults?: number;
  readonly reverseOrder?: boolean;
  readonly nextToken?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
export const getExecutionHistory: Operation<Request> = async (
  { engine },
  { executionArn, maxResults = 100, reverseOrder = false, nextToken },
) => {
  findExecution(engine, executionArn);
  const all = await engine.ports.journal.events(executionArn);
  const ordered = reverseOrder ? all.toReversed() : all;
  const from = nextToken === undefined ? 0 : readToken(nextToken);
  const to = from + Math.min(Math.max(1, maxResults), 1_000);
  const events = ordered.slice(from, to).map((event) => {
    const api = apiHistoryEvent(event);
    return { ...api, timestamp: api.timestamp / 1_000 };
  });
  return to < ordered.length ? { events, nextToken: String(to) } : { events };
};

function readToken(nextToken: string): number {
  if (!/^\d+$/.test(nextToken)) {
    throw new ApiError("InvalidToken", `Invalid Token: '${nextToken}'`);
  }
  return Number(nextToken);
}
