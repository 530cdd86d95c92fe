import type { ExecutionInfo } from "../../core/snapshot.ts";
import type { Journal, JournalRecord } from "../../engine/journal-port.ts";
import type { Telemetry } from "../../engine/ports.ts";

/** Tells who waits for an execution that it has ended. */
export class EndedExecutions implements Telemetry {
  private readonly journal: Journal;
  private readonly waiting = new Map<string, Set<Waiter>>();

  constructor(journal: Journal) {
    this.journal = journal;
  }

  recorded({ executionArn }: ExecutionInfo, { snapshot }: JournalRecord): void {
    if (snapshot.status === "RUNNING") return;
    for (const { resolve } of this.waiting.get(executionArn) ?? []) resolve();
    this.waiting.delete(executionArn);
  }

  /** Nobody knows when the execution will go on: who waits hears why. */
  failed(executionArn: string, error: unknown): void {
    for (const { reject } of this.waiting.get(executionArn) ?? []) reject(error);
    this.waiting.delete(executionArn);
  }

  /** Resolves when the execution has ended; at once if it is gone. */
  async ended(executionArn: string): Promise<void> {
    const waiter = Promise.withResolvers<void>();
    const waiting = this.waiting.get(executionArn) ?? new Set();
    this.waiting.set(executionArn, waiting.add(waiter));
    // It may have failed before the journal answers.
    await Promise.all([waiter.promise, this.endedBefore(executionArn, waiter)]);
  }

  private async endedBefore(executionArn: string, { resolve }: Waiter): Promise<void> {
    const head = await this.journal.load(executionArn);
    const isOver = head === undefined || (head.snapshot?.status ?? "RUNNING") !== "RUNNING";
    if (isOver) resolve();
  }
}

type Waiter = Pick<PromiseWithResolvers<void>, "resolve" | "reject">;
