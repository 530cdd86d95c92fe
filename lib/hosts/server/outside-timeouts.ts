import type { ExecutionInfo } from "../../core/snapshot.ts";
import type { JournalRecord } from "../../engine/journal-port.ts";
import type { Telemetry } from "../../engine/ports.ts";

/** When Tasks time out that wait for an answer from outside: callbacks and activities. */
export class OutsideTimeouts implements Telemetry {
  private readonly byExecution = new Map<string, number>();

  recorded({ executionArn }: ExecutionInfo, { snapshot }: JournalRecord): void {
    let earliest = Number.POSITIVE_INFINITY;
    if (snapshot.status === "RUNNING") {
      for (const { phase } of snapshot.threads.values()) {
        if (phase.type !== "task" || phase.taskToken === undefined) continue;
        const { timeoutMs = Number.POSITIVE_INFINITY, heartbeatMs = timeoutMs } = phase;
        earliest = Math.min(earliest, timeoutMs, heartbeatMs);
      }
    }
    if (earliest === Number.POSITIVE_INFINITY) this.byExecution.delete(executionArn);
    else this.byExecution.set(executionArn, earliest);
  }

  /** The earliest of all executions. */
  get earliest(): number | undefined {
    let earliest: number | undefined;
    for (const at of this.byExecution.values()) {
      if (earliest === undefined || at < earliest) earliest = at;
    }
    return earliest;
  }
}
