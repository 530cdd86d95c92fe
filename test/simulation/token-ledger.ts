import type { HistoryEvent } from "../../lib/core/history-event.ts";
import { readTaskToken } from "../../lib/core/state-scope.ts";
import { writeDocument } from "../../lib/data/document.ts";
import type { TaskOutcome } from "../../lib/engine/journal-port.ts";
import { scheduledBefore } from "./histories.ts";
import type { Book } from "./journal-book.ts";
import type { LedgerWorld } from "./ledger-world.ts";

/** What is known of an attempt that somebody has the token of. */
interface TokenEntry {
  /** What was accepted as its answer. */
  accepted?: string;
  /** When the last heartbeat was sent that was accepted. */
  beatMs?: number;
  /** What is recorded of its end. */
  recorded?: string;
}

/** Holds what is recorded of attempts against what those were told who have their tokens. */
export class TokenLedger {
  private readonly world: LedgerWorld;
  private readonly book: Book;
  private readonly entries = new Map<string, TokenEntry>();

  constructor(world: LedgerWorld, book: Book) {
    this.world = world;
    this.book = book;
  }

  accepted(taskToken: string, outcome: TaskOutcome): void {
    const entry = this.entryOf(taskToken);
    const text = textOf[outcome.type](outcome as never);
    if (entry.accepted !== undefined && entry.accepted !== text) {
      this.world.violation(`both ${entry.accepted} and ${text} are accepted`);
    }
    entry.accepted = text;
    this.check(entry);
  }

  beaten(taskToken: string, sentMs: number): void {
    this.entryOf(taskToken).beatMs = sentMs;
  }

  /** What is created by this name now has nothing to do with what had it before. */
  forget(arn: string): void {
    for (const key of this.entries.keys()) {
      if (key.startsWith(`${arn} `)) this.entries.delete(key);
    }
  }

  /** An event is recorded that may be the end of an attempt. */
  ended(arn: string, event: HistoryEvent): void {
    if (!ends.has(event.type)) return;
    const scheduled = scheduledBefore(this.book.events(arn), event);
    const entry = scheduled && this.entries.get(`${arn} ${scheduled.id}`);
    if (scheduled === undefined || entry === undefined) return;
    entry.recorded = recordedText(event);
    this.check(entry);
    if (entry.recorded !== heartbeatTimeout || entry.beatMs === undefined) return;
    const { heartbeatInSeconds = 0 } = scheduled.details as {
      readonly heartbeatInSeconds?: number;
    };
    if (this.world.scheduler.nowMs < entry.beatMs + 1_000 * heartbeatInSeconds - skewMax) {
      this.world.violation(`event ${event.id} times an attempt out that had a heartbeat`);
    }
  }

  private check({ accepted, recorded }: TokenEntry): void {
    if (accepted === undefined || recorded === undefined || accepted === recorded) return;
    this.world.violation(`${accepted} was accepted, and ${recorded} is recorded`);
  }

  private entryOf(taskToken: string): TokenEntry {
    const { executionArn = "", attempt = 0 } = readTaskToken(taskToken) ?? {};
    const key = `${executionArn} ${attempt}`;
    const there = this.entries.get(key) ?? {};
    this.entries.set(key, there);
    return there;
  }
}

const ends = new Set(["TaskSucceeded", "TaskFailed", "TaskTimedOut"]);

const textOf = {
  succeeded: ({ output }: TaskOutcome & { readonly type: "succeeded" }) =>
    `success ${writeDocument(output)}`,
  failed: ({ error, cause }: TaskOutcome & { readonly type: "failed" }) =>
    `failure ${error} ${cause}`,
};

function recordedText({ type, details }: HistoryEvent): string {
  const { output, error, cause } = (details ?? {}) as { readonly [name: string]: never };
  if (type === "TaskSucceeded") return `success ${writeDocument(output ?? null)}`;
  return type === "TaskFailed" ? `failure ${error} ${cause}` : `${error}`;
}

const heartbeatTimeout = "States.HeartbeatTimeout";
/** How far apart the clocks of two processes are. */
const skewMax = 4_000;
