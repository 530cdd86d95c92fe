import { painterFor } from "../terminal/colours.ts";
import { type ColumnWidths, eventColumns, eventLine, widthsOf } from "../terminal/event-text.ts";
import { clientFrom } from "./client-from.ts";
import type { EndpointOptions } from "./connection.ts";
import { answerJson } from "./describe-text.ts";
import { eventDetails } from "./event-details.ts";
import { followHistory, readHistory } from "./follow-history.ts";
import { findExecutionArn } from "./names.ts";
import type { ApiEvent } from "./operations.ts";
import type { StepFunctionsClient } from "./step-functions-client.ts";

export interface HistoryOptions extends EndpointOptions {
  readonly reverse?: boolean;
  readonly follow?: boolean;
  readonly json?: boolean;
}

/** Prints an execution's history; with `follow`, what is new in it until it has ended. */
export async function printHistory(given: string, options: HistoryOptions): Promise<void> {
  const { json = false, reverse = false, follow = false } = options;
  const client = clientFrom(options);
  const executionArn = await findExecutionArn(client, given);
  const printer = json ? printJson : new Timeline(await startMs(client, executionArn)).print;
  if (follow) {
    const silent = (why?: Error): void => console.error(why?.message ?? "it answers again");
    for await (const events of followHistory(client, { executionArn, withData: json, silent })) {
      printer(events);
    }
    return;
  }
  const request = { executionArn, includeExecutionData: json, reverseOrder: reverse };
  const events: ApiEvent[] = [];
  for await (const event of readHistory(client, request)) events.push(event);
  printer(events);
}

async function startMs(client: StepFunctionsClient, executionArn: string): Promise<number> {
  return (await client.call("DescribeExecution", { executionArn })).startDate * 1_000;
}

function printJson(events: readonly ApiEvent[]): void {
  for (const event of events) console.log(answerJson(event));
}

/** Prints events in columns, as wide as those of the first ones need. */
class Timeline {
  private readonly startedMs: number;
  private readonly paint = painterFor(process.stdout);
  private widths: ColumnWidths | undefined;

  constructor(startedMs: number) {
    this.startedMs = startedMs;
  }

  readonly print = (events: readonly ApiEvent[]): void => {
    if (events.length === 0) return;
    const rows = events.map((event) => {
      const { id, type, timestamp } = event;
      const timed = { id, type, atMs: timestamp * 1_000, details: eventDetails(event) };
      return eventColumns(timed, this.startedMs);
    });
    this.widths = widest(widthsOf(rows), this.widths);
    const { widths } = this;
    console.log(rows.map((row) => eventLine(row, widths, this.paint)).join("\n"));
  };
}

function widest(one: ColumnWidths, other: ColumnWidths = [0, 0, 0]): ColumnWidths {
  return [Math.max(one[0], other[0]), Math.max(one[1], other[1]), Math.max(one[2], other[2])];
}
