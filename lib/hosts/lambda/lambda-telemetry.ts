import type { ExecutionInfo, ExecutionStatus } from "../../core/snapshot.ts";
import { executionLogLines } from "../../engine/execution-log.ts";
import { hasNewStatus } from "../../engine/has-new-status.ts";
import type { ExecutionMeta, JournalRecord } from "../../engine/journal-port.ts";
import { executionMetrics } from "../environment/metrics.ts";
import { faultFields, type LambdaLog } from "./lambda-log.ts";
import type { FlushedTelemetry } from "./lambda-world.ts";
import type { MetricLines } from "./metric-lines.ts";
import { type StatusEvent, statusEvent } from "./status-event.ts";

export interface TelemetryParts {
  readonly metrics: MetricLines;
  readonly log: LambdaLog;
  now(): number;
  /** Undefined: nobody hears of executions. */
  readonly putEvents?: ((events: readonly StatusEvent[]) => Promise<void>) | undefined;
  /** Writes an execution's log where its state machine says. */
  putLogs(logs: readonly ExecutionLog[]): Promise<void>;
}

/** Lines, each a JSON text, that go to one log group. */
export interface ExecutionLog {
  readonly logGroupArn: string;
  /** Whose rights they are written with. */
  readonly execution: ExecutionInfo;
  readonly atMs: number;
  readonly lines: readonly string[];
}

/** What the records of an invocation amount to: metrics, execution logs, status events. */
export class LambdaTelemetry implements FlushedTelemetry {
  private readonly parts: TelemetryParts;
  private events: StatusEvent[] = [];
  private logs: ExecutionLog[] = [];

  constructor(parts: TelemetryParts) {
    this.parts = parts;
  }

  recorded(execution: ExecutionInfo, record: JournalRecord, meta: ExecutionMeta): void {
    if (execution.mapRunArn === undefined) this.measure(execution, record, meta);
    const event = this.parts.putEvents && statusEvent(meta, record);
    if (event !== undefined) this.events.push(event);
    const lines = executionLogLines(meta, record);
    if (lines.length === 0) return;
    for (const { cloudWatchLogsLogGroup } of meta.revision?.logging.destinations ?? []) {
      const logGroupArn = cloudWatchLogsLogGroup?.logGroupArn;
      const atMs = record.snapshot.nowMs;
      if (logGroupArn !== undefined) this.logs.push({ logGroupArn, execution, atMs, lines });
    }
  }

  async flush(): Promise<void> {
    const { parts, events, logs } = this;
    parts.metrics.flush(parts.now());
    this.events = [];
    this.logs = [];
    await Promise.all([
      events.length > 0 && this.attempt("status events", () => parts.putEvents?.(events)),
      logs.length > 0 && this.attempt("execution logs", () => parts.putLogs(logs)),
    ]);
  }

  private measure(
    { stateMachineArn }: ExecutionInfo,
    { number, before, snapshot }: JournalRecord,
    { startedMs }: ExecutionMeta,
  ): void {
    const { metrics } = this.parts;
    if (number === 1) metrics.count(executionMetrics.started, stateMachineArn);
    const { status, stoppedMs = snapshot.nowMs } = snapshot;
    const metric = ends[status];
    if (metric === undefined || !hasNewStatus(before, snapshot)) return;
    metrics.count(metric, stateMachineArn);
    metrics.duration(executionMetrics.time, stoppedMs - startedMs, stateMachineArn);
  }

  /** An execution does not fail because nobody could be told of it. */
  private async attempt(what: string, work: () => Promise<void> | undefined): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.parts.log.error(`${what} were lost`, faultFields(error));
    }
  }
}

/** What counts the ends. */
const ends: { readonly [S in ExecutionStatus]: string | undefined } = {
  RUNNING: undefined,
  PENDING_REDRIVE: undefined,
  SUCCEEDED: executionMetrics.succeeded,
  FAILED: executionMetrics.failed,
  TIMED_OUT: executionMetrics.timedOut,
  ABORTED: executionMetrics.aborted,
};
