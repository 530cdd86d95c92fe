import type { HistoryEvent } from "../../lib/core/history-event.ts";
import type { ExecutionInfo } from "../../lib/core/snapshot.ts";
import { writeDocument } from "../../lib/data/document.ts";
import type {
  ExecutionMeta,
  JournalMeta,
  JournalRecord,
  ParentAttempt,
  TaskOutcome,
} from "../../lib/engine/journal-port.ts";
import { pendingAttempts } from "../../lib/engine/pending-attempts.ts";
import type { ActivityTask, TaskRequest } from "../../lib/engine/ports.ts";
import { isInterruption, isScheduled, scheduledBefore } from "./histories.ts";
import type { Book } from "./journal-book.ts";
import type { LedgerWorld } from "./ledger-world.ts";
import { nameOf } from "./names.ts";
import { TokenLedger } from "./token-ledger.ts";

type Attempt = Pick<ActivityTask, "executionArn" | "attempt">;

/** A process that has won a record. */
interface Owner {
  readonly isDead: boolean;
  now(): number;
  /** It has said that it will be dead by then: somebody sees to it, if it works on it still. */
  promises?(arn: string, attempt: number, deadByMs: number): void;
}

/** What is known of an attempt from outside of the engine. */
interface AttemptEntry {
  /** The execution's, whose name others may have had. */
  readonly incarnation: number;
  /** Won the record that schedules it, or has begun to perform it since. */
  owner: Owner;
  /** Made by the engine itself: an activity's task, another execution. */
  readonly isOurs: boolean;
  /** When its process has said that it will be dead. */
  deadByMs: number | undefined;
  /** When it was last recorded, or known to be recorded, that the process is to perform it. */
  wonMs: number;
  /** Processes that were about to claim it. */
  readonly claimers: Owner[];
  invocations: number;
  handOuts: number;
  /** A worker has got it. */
  isReceived: boolean;
  /** Whoever made the call cannot know what came of it. */
  isDisturbed: boolean;
  /** Whoever is called will never answer. */
  isSilent: boolean;
  /** It is recorded that nobody knows what came of it. */
  isGivenUp: boolean;
  /** What it was first performed with. */
  request?: string;
}

/** Keeps account of attempts, and objects at once to what must never happen. */
export class Ledger {
  readonly book: Book;
  private readonly eventsMax: number;
  private readonly world: LedgerWorld;
  /** Records that were won, and that others had won. */
  appends = 0;
  lostAppends = 0;
  private readonly attempts = new Map<string, AttemptEntry>();
  private readonly nested = new Map<string, string>();

  private readonly tokens: TokenLedger;

  /** @param eventsMax what a record may have, and those of one state more */
  constructor(world: LedgerWorld, book: Book, eventsMax = eventsMaxDefault) {
    this.world = world;
    this.eventsMax = eventsMax;
    this.book = book;
    this.tokens = new TokenLedger(world, book);
  }

  /** The answer was accepted. */
  accepted(taskToken: string, outcome: TaskOutcome): void {
    this.tokens.accepted(taskToken, outcome);
  }

  /** A heartbeat was accepted that was sent at this instant. */
  beaten(taskToken: string, sentMs: number): void {
    this.tokens.beaten(taskToken, sentMs);
  }

  /** A record was won. */
  appended(process: Owner, arn: string, record: JournalRecord): void {
    if (record.events.length > this.eventsMax + stateEventsMax) {
      this.world.violation(`record ${record.number} has ${record.events.length} events`);
    }
    this.appends++;
    for (const event of record.events) {
      if (isScheduled(event)) this.schedule(process, arn, event, record);
      if (isInterruption(event)) this.interrupt(arn, event);
      if (event.type === "ActivityTimedOut") this.timeOut(arn, event);
      if (event.type.endsWith("TimedOut")) this.checkTime(arn, event);
      this.tokens.ended(arn, event);
      if (event.timestampMs > process.now() + skewMax) {
        this.world.violation(`${event.type} ${event.id} is recorded before its time`);
      }
    }
    this.intended(process, arn, record);
  }

  /** Until when the attempts that go on are in somebody's hands. */
  private intended(process: Owner, arn: string, { snapshot }: JournalRecord): void {
    for (const { phase } of pendingAttempts(snapshot)) {
      const entry = this.attempts.get(keyOf(arn, phase.attempt));
      if (entry !== undefined && phase.intent?.type === "inHand") {
        if (entry.deadByMs === undefined && phase.intent.deadByMs < snapshot.nowMs) {
          this.world.violation(`attempt ${phase.attempt} is given up before it begins`);
        }
        if (entry.deadByMs === phase.intent.deadByMs) continue;
        entry.deadByMs = phase.intent.deadByMs;
        entry.owner = process;
        entry.wonMs = this.world.scheduler.nowMs;
        process.promises?.(arn, phase.attempt, entry.deadByMs);
      }
    }
  }

  /** A process is about to perform a Task. */
  begins({ execution, task, incarnation }: TaskRequest, performer: Owner): void {
    const entry = this.attempts.get(keyOf(execution.executionArn, task.attempt));
    if (entry?.incarnation !== incarnation) return;
    entry.owner = performer;
    if (this.world.options.cuts !== undefined) return;
    if (entry.isGivenUp) {
      this.world.violation(`attempt ${task.attempt} begins after it was given up`);
    } else if (isShared(entry) && this.world.scheduler.nowMs > entry.wonMs + beginsWithinMs) {
      this.world.violation(`attempt ${task.attempt} begins long after its record`);
    }
  }

  /** A process is about to claim the attempt, which it may not live to hear of. */
  claims(arn: string, attempt: number, performer: Owner): void {
    this.attempts.get(keyOf(arn, attempt))?.claimers.push(performer);
  }

  /** A process has claimed the attempt, and will perform it. */
  claimed(arn: string, attempt: number, performer: Owner, deadByMs: number): void {
    const entry = this.attempts.get(keyOf(arn, attempt));
    if (entry === undefined) return;
    entry.owner = performer;
    entry.deadByMs = deadByMs;
    entry.wonMs = this.world.scheduler.nowMs;
  }

  /** A record was repeated, and its process knows only now that it is its own. */
  repeated(arn: string, { snapshot }: JournalRecord): void {
    for (const { phase } of pendingAttempts(snapshot)) {
      const entry = this.attempts.get(keyOf(arn, phase.attempt));
      if (entry !== undefined) entry.wonMs = this.world.scheduler.nowMs;
    }
  }

  /** A Task is being performed. */
  invoked(request: TaskRequest, isRepeatable: boolean): void {
    const { execution, task } = request;
    const name = `attempt ${task.attempt} of ${nameOf(execution.executionArn)}`;
    const entry = this.attempts.get(keyOf(execution.executionArn, task.attempt));
    if (entry === undefined) {
      this.world.violation(`${name} is performed before its record is won`);
      return;
    }
    // Of an execution that has had the name before: it was stopped meanwhile.
    if (entry.incarnation !== request.incarnation) return;
    entry.invocations++;
    const text = textOf(request);
    entry.request ??= text;
    if (entry.request !== text) this.world.violation(`${name} is made again as another one`);
    if (entry.invocations > 1 && !isRepeatable) this.world.violation(`${name} is made twice`);
  }

  /** Whoever performs the attempt will not hear what came of it. */
  disturbed({ execution, task, incarnation }: TaskRequest): void {
    const entry = this.attempts.get(keyOf(execution.executionArn, task.attempt));
    if (entry?.incarnation === incarnation) entry.isDisturbed = true;
  }

  /** Whoever performs the attempt will hear nothing of it, and waits for nothing. */
  silent({ execution, task, incarnation }: TaskRequest): void {
    const entry = this.attempts.get(keyOf(execution.executionArn, task.attempt));
    if (entry?.incarnation === incarnation) entry.isSilent = true;
  }

  handedOut({ executionArn, attempt }: Attempt): void {
    const entry = this.attempts.get(keyOf(executionArn, attempt));
    if (entry === undefined) {
      this.world.violation(`attempt ${attempt} is handed out before its record is won`);
      return;
    }
    entry.handOuts++;
  }

  /** A worker has got the task. Each attempt is for one worker. */
  received({ executionArn, attempt }: Attempt): void {
    const entry = this.attempts.get(keyOf(executionArn, attempt));
    if (entry === undefined) return;
    if (entry.isReceived) this.world.violation(`attempt ${attempt} was given to two workers`);
    entry.isReceived = true;
  }

  /** An execution or a Map Run is about to be created. */
  creates(meta: JournalMeta & Partial<ExecutionMeta>): void {
    const { parent, info } = meta;
    if (info === undefined) return;
    if (!this.book.has(info.executionArn)) {
      this.tokens.forget(info.executionArn);
    }
    if (parent !== undefined) this.createsNested(parent, info.executionArn);
    if (meta.child !== undefined) this.createsChild(info);
  }

  /** Of a Task that starts one: it has one, however often it is tried. */
  private createsNested({ executionArn, attempt }: ParentAttempt, arn: string): void {
    const key = keyOf(executionArn, attempt);
    const there = this.nested.get(key);
    if (there !== undefined && there !== arn) {
      this.world.violation(`attempt ${attempt} of ${nameOf(executionArn)} has two executions`);
    }
    this.nested.set(key, arn);
  }

  /** Of a Map Run: never more than may run at once. */
  private createsChild({ mapRunArn, executionArn }: ExecutionInfo): void {
    const { maxConcurrency = Number.POSITIVE_INFINITY } = this.world.options.scenario;
    if (this.book.has(executionArn)) return;
    const running = this.book.runningChildren(mapRunArn, executionArn);
    if (running >= maxConcurrency) this.world.violation(`${running + 1} children run at once`);
  }

  private schedule(
    owner: Owner,
    arn: string,
    { id, type, details }: HistoryEvent,
    { incarnation }: JournalRecord,
  ): void {
    const { resourceType } = (details ?? {}) as { readonly resourceType?: string };
    this.attempts.set(keyOf(arn, id), {
      incarnation,
      owner,
      deadByMs: undefined,
      wonMs: this.world.scheduler.nowMs,
      isOurs: type === "ActivityScheduled" || resourceType === "states",
      claimers: [],
      invocations: 0,
      handOuts: 0,
      isReceived: false,
      isDisturbed: false,
      isSilent: false,
      isGivenUp: false,
    });
  }

  private interrupt(arn: string, event: HistoryEvent): void {
    if (this.world.options.cuts !== undefined) return;
    const entry = this.entryOf(arn, event);
    if (entry === undefined) return;
    entry.isGivenUp = true;
    const isRepeatable = this.world.options.scenario.isAtLeastOnce === true && !entry.isDisturbed;
    if (entry.isOurs || isRepeatable) {
      this.world.violation(`event ${event.id} interrupts an attempt that can be made again`);
    } else if (!entry.isDisturbed && !isDead(entry, event.timestampMs)) {
      this.world.violation(`event ${event.id} interrupts an attempt that no crash cut`);
    }
  }

  /** No time is up before it is. */
  private checkTime(arn: string, event: HistoryEvent): void {
    const scheduled = scheduledBefore(this.book.events(arn), event);
    const { error } = (event.details ?? {}) as { readonly error?: string };
    const { timeoutInSeconds = 0 } = (scheduled?.details ?? {}) as {
      readonly timeoutInSeconds?: number;
    };
    if (scheduled === undefined || error !== "States.Timeout") return;
    if (this.world.options.cuts !== undefined || event.type.startsWith("Execution")) return;
    if (event.timestampMs < scheduled.timestampMs + 1_000 * timeoutInSeconds) {
      this.world.violation(`event ${event.id} times an attempt out before its time`);
    }
  }

  /** A worker that has the task answers it or sends heartbeats in time. */
  private timeOut(arn: string, event: HistoryEvent): void {
    if (this.world.options.cuts !== undefined) return;
    const entry = this.entryOf(arn, event);
    if (entry?.isReceived === true) {
      this.world.violation(`event ${event.id} times an attempt out whose worker is at work`);
    }
    const before = this.book.events(arn)[event.previousEventId - 1];
    if (before?.type !== "ActivityStarted") {
      this.world.violation(`event ${event.id} times an attempt out that no worker could have`);
    }
  }

  private entryOf(arn: string, event: HistoryEvent): AttemptEntry | undefined {
    const scheduled = scheduledBefore(this.book.events(arn), event);
    return scheduled && this.attempts.get(keyOf(arn, scheduled.id));
  }
}

/** May others give it up while its process lives? Then that must not wait to begin it. */
function isShared({ deadByMs }: AttemptEntry): boolean {
  return deadByMs !== undefined;
}

/**
 * Has the process ended that had the attempt in hand, or was about to, or has it no answer to wait
 * for, and its time is up? What is recorded of its end alone proves nothing.
 */
function isDead({ owner, claimers, isSilent, deadByMs }: AttemptEntry, at: number): boolean {
  if ([owner, ...claimers].some((process) => process.isDead)) return true;
  return isSilent && deadByMs !== undefined && at >= deadByMs;
}

/** Whoever is called tells an attempt from others by this. */
function textOf({ execution, task }: TaskRequest): string {
  const { attempt, retryCount, taskToken, parameters } = task;
  return writeDocument([execution.executionArn, attempt, retryCount, taskToken ?? "", parameters]);
}

function keyOf(arn: string, attempt: number): string {
  return `${arn} ${attempt}`;
}

/** As the engine has it. */
const eventsMaxDefault = 1_000;
/** Events of the one state more that a record may have. */
const stateEventsMax = 10;
/** How far ahead of each other clocks are. */
const skewMax = 4_000;
/** A Task begins within five seconds, after a read of the journal that may take three. */
const beginsWithinMs = 8_500;
