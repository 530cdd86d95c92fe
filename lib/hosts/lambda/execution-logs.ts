import type { SdkCaller } from "../../integrations/sdk/sdk-caller.ts";
import { SdkFailure } from "../../integrations/sdk/sdk-caller.ts";
import type { JsonObject } from "../../language/json.ts";
import type { ExecutionLog } from "./lambda-telemetry.ts";
import { roleRequest } from "./role-request.ts";

/**
 * Writes executions' logs to the log groups of their state machines, with their rights, as a stream
 * of this sandbox in each group.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export class ExecutionLogs {
  private readonly sdk: SdkCaller;
  private readonly streamName: string;
  private readonly known = new Set<string>();

  constructor(sdk: SdkCaller, streamName: string) {
    this.sdk = sdk;
    this.streamName = streamName;
  }

  async put(logs: readonly ExecutionLog[]): Promise<void> {
    const byGroup = Map.groupBy(logs, ({ logGroupArn }) => logGroupArn);
    await Promise.all([...byGroup].map(([arn, ofGroup]) => this.putGroup(arn, ofGroup)));
  }

  private async putGroup(logGroupArn: string, logs: readonly ExecutionLog[]): Promise<void> {
    const [first] = logs;
    if (first === undefined) return;
    const LogGroupName = logGroupArn.split(":")[6] ?? "";
    const place = { LogGroupName, LogStreamName: this.streamName };
    const call = (action: string, parameters: JsonObject) =>
      this.sdk.call({
        service: "cloudwatchlogs",
        action,
        parameters,
        request: roleRequest(first.execution),
        signal: new AbortController().signal,
      });
    if (!this.known.has(logGroupArn)) {
      await call("createLogStream", place).catch(unlessThere);
      this.known.add(logGroupArn);
    }
    for (const LogEvents of batchesOf(logs)) await call("putLogEvents", { ...place, LogEvents });
  }
}

function unlessThere(error: unknown): void {
  if (error instanceof SdkFailure && error.code === "ResourceAlreadyExistsException") return;
  throw error;
}

type LogEvent = { readonly Timestamp: number; readonly Message: string };

/** In order of time, as many as a call takes. */
function batchesOf(logs: readonly ExecutionLog[]): LogEvent[][] {
  const batches: LogEvent[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const { atMs: Timestamp, lines } of logs.toSorted((a, b) => a.atMs - b.atMs)) {
    for (const Message of lines) {
      const more = Buffer.byteLength(Message) + eventBytes;
      if (bytes + more > batchBytesMax) {
        batches.push([]);
        bytes = 0;
      }
      batches.at(-1)?.push({ Timestamp, Message });
      bytes += more;
    }
  }
  return batches;
}

const batchBytesMax = 1_000_000;
/** What each event counts besides its message. */
const eventBytes = 26;
