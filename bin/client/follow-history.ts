import { setTimeout as sleep } from "node:timers/promises";
import type { ApiEvent } from "./operations.ts";
import { ApiRefusal, type StepFunctionsClient, Unreachable } from "./step-functions-client.ts";

export interface FollowOptions {
  readonly executionArn: string;
  /** Whether events have their inputs and outputs. */
  readonly withData: boolean;
  /** It does not end before it has been redriven so many times. @default 0 */
  readonly redrives?: number | undefined;
  /** Hears why the endpoint does not answer any more, and when it does again: undefined. */
  readonly silent?: ((why: Unreachable | undefined) => void) | undefined;
}

/**
 * Yields what is new in an execution's history until it has ended. The API tells nothing by itself:
 * it is asked again, less and less often while nothing happens. An endpoint that is started again
 * meanwhile is waited for.
 */
export async function* followHistory(
  client: StepFunctionsClient,
  options: FollowOptions,
): AsyncGenerator<readonly ApiEvent[], void> {
  let lastId = 0;
  let redrives = 0;
  let delayMs = delayMsMin;
  let answeredMs = performance.now();
  let isSilent = false;
  for (;;) {
    try {
      const events = await eventsAfter(client, options, lastId);
      answeredMs = performance.now();
      if (isSilent) options.silent?.(undefined);
      isSilent = false;
      const last = events.at(-1);
      if (last !== undefined) {
        yield events;
        redrives += events.filter(({ type }) => type === "ExecutionRedriven").length;
        if (isEnd(last) && redrives >= (options.redrives ?? 0)) return;
        lastId = last.id;
        delayMs = delayMsMin;
      }
    } catch (error) {
      if (performance.now() - answeredMs > patienceMs(error)) throw error;
      if (error instanceof Unreachable && !isSilent) options.silent?.(error);
      isSilent = error instanceof Unreachable;
    }
    await sleep(delayMs);
    delayMs = Math.min(delayMs * 1.5, delayMsMax);
  }
}

const delayMsMin = 100;
const delayMsMax = 2_000;

/** An execution that was just started may not be known everywhere yet. */
function patienceMs(error: unknown): number {
  if (error instanceof Unreachable) return 60_000;
  return error instanceof ApiRefusal && error.errorType === "ExecutionDoesNotExist" ? 1_000 : 0;
}

function isEnd({ type }: ApiEvent): boolean {
  return /^Execution(?:Succeeded|Failed|Aborted|TimedOut)$/.test(type);
}

/** The events behind one that is known, oldest first: what is new is at the end. */
async function eventsAfter(
  client: StepFunctionsClient,
  { executionArn, withData: includeExecutionData }: FollowOptions,
  id: number,
): Promise<readonly ApiEvent[]> {
  const request = { executionArn, includeExecutionData, reverseOrder: id > 0 };
  const found: ApiEvent[] = [];
  for await (const event of readHistory(client, request, id > 0 ? 100 : undefined)) {
    if (event.id <= id) break;
    found.push(event);
  }
  return id > 0 ? found.reverse() : found;
}

/** Every event of an execution. */
export async function* readHistory(
  client: StepFunctionsClient,
  request: {
    readonly executionArn: string;
    readonly includeExecutionData: boolean;
    readonly reverseOrder: boolean;
  },
  maxResults = 1_000,
): AsyncGenerator<ApiEvent, void> {
  let nextToken: string | undefined;
  do {
    const page = await client.call("GetExecutionHistory", { ...request, maxResults, nextToken });
    yield* page.events;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}
