import type { ExecutionInfo } from "../../core/snapshot.ts";
import type { Journal, JournalRecord } from "../../engine/journal-port.ts";
import type { Telemetry } from "../../engine/ports.ts";

/** Tells who waits for an execution that it has ended. */
export class EndedExecutions implements Telemetry {
  private readonly journal: Journal;
  private readonly waiting = new Map<string, Set<() => void>>();

  constructor(journal: Journal) {
    this.journal = journal;
  }

  recorded({ executionArn }: ExecutionInfo, { snapshot }: JournalRecord): void {
    if (snapshot.status === "RUNNING") return;
    for (const wake of this.waiting.get(executionArn) ?? []) wake();
    this.waiting.delete(executionArn);
  }

  /** Resolves when the execution has ended; at once if it is gone. */
  async ended(executionArn: string): Promise<void> {
    let wake = (): void => {};
    const end = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const waiting = this.waiting.get(executionArn) ?? new Set();
    this.waiting.set(executionArn, waiting.add(wake));
    const head = await this.journal.load(executionArn);
    const isOver = head === undefined || (head.snapshot?.status ?? "RUNNING") !== "RUNNING";
    if (isOver) wake();
    await end;
  }
}
