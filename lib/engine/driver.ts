import type { Advanced, AdvanceOptions } from "../core/advance.ts";
import { advance } from "../core/advance.ts";
import type { AttemptId, Command } from "../core/command.ts";
import type { HistoryEvent } from "../core/history-event.ts";
import type { Machine } from "../core/machine.ts";
import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { Snapshot } from "../core/snapshot.ts";
import type { Answer, Stimulus } from "../core/stimulus.ts";
import type { ExecutionMeta, JournalRecord, Resolution } from "./journal-port.ts";
import type { Ports } from "./ports.ts";

/** What a driver needs of the engine that it works for. */
export interface DriverHost {
  readonly ports: Ports;
  readonly options: AdvanceOptions;
  /** Load the snapshot from the journal before each step instead of keeping it. */
  readonly reload: boolean;
  /** A number that no other record of this or another process has. */
  nextNonce(): number;
  /** Does what the core wants done; what comes of it is offered to the driver. */
  dispatch(driver: Driver, command: Command): void;
  /** The execution has come to its end, and that is recorded. */
  ended(driver: Driver): MaybePromise<void>;
  /** True: stop after this record; a later `drive` goes on. */
  pauses(driver: Driver, events: readonly HistoryEvent[]): boolean;
}

/**
 * The one driver of an execution in this process: advance, append, dispatch, and again, until
 * nothing waits for the execution any more. All that waits goes into one record.
 */
export class Driver {
  readonly machine: Machine;
  readonly meta: ExecutionMeta;
  snapshot: Snapshot;
  /** Attempts whose Task is being performed right now: results from outside wait for the reply. */
  private performing: Set<AttemptId> | undefined;
  /** Called once when the execution has ended. */
  whenEnded: ((driver: Driver) => void) | undefined;
  private readonly host: DriverHost;
  private recordNumber: number;
  private inbox: Stimulus[] = [];
  private later: Stimulus[] = [];
  private consumed: AttemptId[] = [];
  private answers: Map<Stimulus, (answer: Answer) => void> | undefined;
  private more = false;
  private busy = false;

  constructor(
    host: DriverHost,
    machine: Machine,
    meta: ExecutionMeta,
    snapshot: Snapshot,
    recordNumber: number,
  ) {
    this.host = host;
    this.machine = machine;
    this.meta = meta;
    this.snapshot = snapshot;
    this.recordNumber = recordNumber;
  }

  get executionArn(): string {
    return this.meta.info.executionArn;
  }

  /** Does it wait for nothing: is there nothing to do before something happens outside? */
  get idle(): boolean {
    return !this.busy && !this.hasWork;
  }

  private get hasWork(): boolean {
    return this.more || this.inbox.length > 0 || this.later.length > 0;
  }

  /** The attempt's Task is being performed from now on. */
  performs(attempt: AttemptId): void {
    this.performing ??= new Set();
    this.performing.add(attempt);
  }

  /** The attempt's Task has been performed. */
  performed(attempt: AttemptId): void {
    this.performing?.delete(attempt);
  }

  /** What the next step will tell the core. `answered` hears what became of it. */
  offer(stimulus: Stimulus, answered?: (answer: Answer) => void): void {
    this.inbox.push(stimulus);
    if (answered === undefined) return;
    this.answers ??= new Map();
    this.answers.set(stimulus, answered);
  }

  /** Like `offer`, but behind whatever the commands of the same step offer. */
  offerLater(stimulus: Stimulus): void {
    this.later.push(stimulus);
  }

  /** Takes in the answers from outside, save those to Tasks that are still being performed. */
  takeResolutions(resolutions: readonly Resolution[]): void {
    for (const { attempt, at, outcome } of resolutions) {
      if (this.performing?.has(attempt) || this.consumed.includes(attempt)) continue;
      if (outcome.type !== "succeeded" && outcome.type !== "failed") continue;
      const seed = this.host.ports.clock.seed();
      this.consumed.push(attempt);
      this.inbox.push(
        outcome.type === "succeeded"
          ? { type: "taskSucceeded", attempt, at, seed, output: outcome.output }
          : { type: "taskFailed", attempt, at, seed, error: outcome.error, cause: outcome.cause },
      );
    }
  }

  /** Goes on until there is nothing to do. Whoever calls while it drives need not wait. */
  drive(): MaybePromise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const done = this.loop();
      if (done instanceof Promise) return done.finally(() => this.rest());
      return this.rest();
    } catch (error) {
      this.busy = false;
      throw error;
    }
  }

  private rest(): MaybePromise<void> {
    this.busy = false;
    // Paused, or offered something after the last step.
    if (this.hasWork) return this.host.ports.wakeQueue.send(this.executionArn);
  }

  private loop(): MaybePromise<void> {
    while (this.hasWork) {
      const paused = this.step();
      if (paused instanceof Promise) return paused.then((stop) => (stop ? undefined : this.loop()));
      if (paused) return;
    }
  }

  /** Answers whether to stop here. */
  private step(): MaybePromise<boolean> {
    const stimuli = this.later.length === 0 ? this.inbox : [...this.inbox, ...this.later];
    this.inbox = [];
    if (this.later.length > 0) this.later = [];
    if (!this.host.reload) return this.advanceWith(stimuli);
    return whenDone(this.load(), () => this.advanceWith(stimuli));
  }

  private advanceWith(stimuli: readonly Stimulus[]): MaybePromise<boolean> {
    const advanced = advance(this.machine, this.snapshot, stimuli, this.host.options);
    return advanced instanceof Promise
      ? advanced.then((result) => this.append(stimuli, result))
      : this.append(stimuli, advanced);
  }

  private append(stimuli: readonly Stimulus[], advanced: Advanced): MaybePromise<boolean> {
    const record: JournalRecord = {
      incarnation: this.meta.incarnation,
      number: this.recordNumber + 1,
      nonce: this.host.nextNonce(),
      before: this.snapshot,
      snapshot: advanced.snapshot,
      events: advanced.events,
      unconfirmed: [],
      consumed: this.consumed,
      dueMs: advanced.snapshot.dueMs,
      expiresMs: undefined,
    };
    const won = this.host.ports.journal.append(this.executionArn, record);
    return won instanceof Promise
      ? won.then((isOurs) => this.appended(stimuli, advanced, record, isOurs))
      : this.appended(stimuli, advanced, record, won);
  }

  private appended(
    stimuli: readonly Stimulus[],
    advanced: Advanced,
    record: JournalRecord,
    won: boolean,
  ): MaybePromise<boolean> {
    if (!won) {
      // Somebody else drove: keep what we hold and feed it to the newer snapshot.
      this.inbox = [...stimuli, ...this.inbox];
      return whenDone(this.load(), () => false);
    }
    const before = this.snapshot;
    this.snapshot = advanced.snapshot;
    this.recordNumber = record.number;
    this.consumed = [];
    this.more = advanced.more;
    this.host.ports.telemetry?.recorded(this.meta.info, record);
    for (const command of advanced.commands) this.host.dispatch(this, command);
    if (this.answers !== undefined) this.answer(stimuli, advanced.answers);
    return whenDone(this.settle(before), () => this.host.pauses(this, advanced.events));
  }

  /** Tells the queue and the host what the record obliges us to. */
  private settle(before: Snapshot): MaybePromise<void> {
    const { snapshot } = this;
    const alarm = snapshot.dueMs === before.dueMs ? undefined : this.setAlarm();
    if (snapshot.status === before.status || snapshot.status === "RUNNING") return alarm;
    return whenDone(alarm, () => this.host.ended(this));
  }

  private setAlarm(): MaybePromise<void> {
    return this.host.ports.wakeQueue.setAlarm(this.executionArn, this.snapshot.dueMs, false);
  }

  private answer(stimuli: readonly Stimulus[], answers: readonly Answer[]): void {
    for (const [index, stimulus] of stimuli.entries()) {
      const answered = this.answers?.get(stimulus);
      const answer = answers[index];
      if (answered === undefined || answer === undefined) continue;
      this.answers?.delete(stimulus);
      answered(answer);
    }
  }

  private load(): MaybePromise<void> {
    return whenDone(this.host.ports.journal.load(this.executionArn), (head) => {
      if (head?.snapshot === undefined) return;
      this.snapshot = head.snapshot;
      this.recordNumber = head.number;
    });
  }
}
