import type { HistoryEvent } from "../../lib/core/history-event.ts";
import type { Snapshot } from "../../lib/core/snapshot.ts";
import type { ExecutionMeta } from "../../lib/engine/journal-port.ts";
import type { TextJournal } from "../contracts/text-journal.ts";

/** What is recorded of executions, for whoever looks at the world from outside. */
export interface Book {
  events(arn: string): readonly HistoryEvent[];
  /** Is there such an execution? */
  has(arn: string): boolean;
  recorded(arn: string): { readonly redriveCount: number };
  /** Of a Map Run, but for this one. */
  runningChildren(mapRunArn: string | undefined, but: string): number;
}

/** A journal's. */
export class JournalBook implements Book {
  private readonly journal: () => TextJournal<ExecutionMeta, Snapshot>;

  constructor(journal: () => TextJournal<ExecutionMeta, Snapshot>) {
    this.journal = journal;
  }

  events(arn: string): readonly HistoryEvent[] {
    return this.journal().events(arn);
  }

  has(arn: string): boolean {
    return this.journal().load(arn) !== undefined;
  }

  recorded(arn: string): { readonly redriveCount: number } {
    return this.journal().load(arn)?.snapshot ?? { redriveCount: 0 };
  }

  runningChildren(mapRunArn: string | undefined, but: string): number {
    let running = 0;
    for (const { meta, snapshot } of this.journal().all()) {
      const isOurs = meta.info.mapRunArn === mapRunArn && meta.info.executionArn !== but;
      if (isOurs && (snapshot?.status ?? "RUNNING") === "RUNNING") running++;
    }
    return running;
  }
}
