import type { Advanced, AdvanceOptions } from "../core/advance.ts";
import { advance } from "../core/advance.ts";
import type { AttemptId, Command, RunTask } from "../core/command.ts";
import type { HistoryEvent } from "../core/history-event.ts";
import type { Machine } from "../core/machine.ts";
import { attempt, type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { Snapshot } from "../core/snapshot.ts";
import type { Answer, Stimulus } from "../core/stimulus.ts";
import type {
  ExecutionMeta,
  JournalHead,
  JournalRecord,
  OwnCommand,
  Resolution,
} from "./journal-port.ts";
import { OwnCommands, type OwnCommandsHost } from "./own-commands.ts";
import { isPending } from "./pending-attempts.ts";
import type { Ports } from "./ports.ts";
import { resolutionStimulus } from "./resolution-stimulus.ts";

/** What a driver needs of the engine that it works for. */
export interface DriverHost {
  readonly ports: Ports;
  readonly options: AdvanceOptions;
  /** Everything is lost with the process anyway: nothing is written for who comes after it. */
  readonly isVolatile: boolean;
  /** Load the snapshot from the journal before each step instead of keeping it. */
  readonly reload: boolean;
  /** How long after its last record a process may still have an attempt in hand. */
  readonly deadAfterMs: number;
  /** How long ended executions are kept. */
  readonly retentionMs: number | undefined;
  /** A number that no other record of this or another process has. */
  nextNonce(): number;
  /** Performs the Task; what comes of it is offered to the driver. */
  perform(driver: Driver, task: RunTask): void;
  /** A repeat is harmless. */
  carryOut(driver: Driver, command: OwnCommand): MaybePromise<void>;
  /** There is something to do for the driver, which is at rest. */
  resume(driver: Driver): MaybePromise<void>;
  /** An adapter has failed: the execution is looked at again, later. */
  troubled(driver: Driver, error: unknown): void;
  /** True: stop after this record; a later `drive` goes on. */
  pauses(driver: Driver, events: readonly HistoryEvent[]): boolean;
}

/** A step that was advanced and is not known to be recorded. */
interface Step {
  readonly stimuli: readonly Stimulus[];
  readonly renewals: readonly RunTask[];
  readonly advanced: Advanced;
  readonly record: JournalRecord;
  /** Is something in the hands of this process, or will be? */
  readonly isWorking: boolean;
}

/**
 * The one driver of an execution in this process: advance, append, act, and again, until nothing
 * waits for the execution any more. All that waits goes into one record; what the record obliges
 * to is done once it is won.
 */
export class Driver implements OwnCommandsHost {
  readonly machine: Machine;
  readonly meta: ExecutionMeta;
  snapshot: Snapshot;
  /** Attempts may be in the hands of another process, or of one that died. */
  isUnsettled = false;
  private readonly host: DriverHost;
  private readonly own: OwnCommands;
  private recordNumber: number;
  private early: Stimulus[] = [];
  private inbox: Stimulus[] = [];
  private later: Stimulus[] = [];
  private consumed: Set<AttemptId> | undefined;
  private answers: Map<Stimulus, (answer: Answer) => void> | undefined;
  /** Attempts that this process performs, or will when there is a slot. */
  private inHand: Set<AttemptId> | undefined;
  /** Attempts to be performed once another record shows that nobody else has taken them over. */
  private renewals: RunTask[] | undefined;
  private postponed: RunTask[] | undefined;
  /** Written, but the journal failed: it may be there or not. */
  private unsure: Step | undefined;
  private more = false;
  private busy = false;
  private isWorking = true;

  constructor(
    host: DriverHost,
    machine: Machine,
    meta: ExecutionMeta,
    head: Pick<JournalHead, "number" | "unconfirmed"> & { readonly snapshot: Snapshot },
  ) {
    this.host = host;
    this.machine = machine;
    this.meta = meta;
    this.snapshot = head.snapshot;
    this.recordNumber = head.number;
    this.more = head.snapshot.ready.length > 0;
    this.own = new OwnCommands(this, head.unconfirmed);
  }

  get executionArn(): string {
    return this.meta.info.executionArn;
  }

  get isVolatile(): boolean {
    return this.host.isVolatile;
  }

  get tellsParent(): boolean {
    return this.meta.parent?.awaits !== undefined || this.meta.child !== undefined;
  }

  carryOut(command: OwnCommand): MaybePromise<void> {
    return this.host.carryOut(this, command);
  }

  carriedOut(): MaybePromise<void> {
    return this.host.resume(this);
  }

  troubled(error: unknown): void {
    this.host.troubled(this, error);
  }

  /** Does it wait for nothing but what happens outside of this process? */
  get isParked(): boolean {
    const { inHand, busy, own } = this;
    return !busy && !this.hasWork && !own.isBusy && (inHand === undefined || inHand.size === 0);
  }

  private get hasWork(): boolean {
    if (this.more || this.inbox.length > 0 || this.later.length > 0) return true;
    if (this.unsure !== undefined || this.renewals !== undefined) return true;
    return this.own.mustBeConfirmed && this.idleHands;
  }

  private get idleHands(): boolean {
    return this.inHand === undefined || this.inHand.size === 0;
  }

  /** The record that this driver has seen last. */
  isAt(recordNumber: number): boolean {
    return this.recordNumber === recordNumber;
  }

  /** Is the attempt to be performed by this process? */
  hasInHand(attempt: AttemptId): boolean {
    return this.inHand?.has(attempt) ?? false;
  }

  takeInHand(attempt: AttemptId): void {
    this.inHand ??= new Set();
    this.inHand.add(attempt);
  }

  /** The attempt is performed no more, or waits for an answer from outside. */
  letGo(attempt: AttemptId): void {
    this.inHand?.delete(attempt);
  }

  /** Performs the Task once another record is won: somebody may have given up the attempt. */
  renew(task: RunTask): MaybePromise<void> {
    this.renewals ??= [];
    this.renewals.push(task);
    return this.host.resume(this);
  }

  /** An adapter has failed: the Task is performed when the execution is looked at again. */
  postpone(task: RunTask, error: unknown): void {
    this.postponed ??= [];
    this.postponed.push(task);
    this.host.troubled(this, error);
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

  /** The next record takes the attempt's resolution in. */
  consume(attempt: AttemptId): void {
    this.consumed ??= new Set();
    this.consumed.add(attempt);
  }

  /** Tells the core with the next step that there is; where all is volatile, at once. */
  offerEarly(stimulus: Stimulus): void {
    if (this.host.isVolatile) this.inbox.push(stimulus);
    else this.early.push(stimulus);
  }

  /** Takes in the answers from outside, save those to Tasks that are still being performed. */
  takeResolutions(resolutions: readonly Resolution[]): void {
    const { clock } = this.host.ports;
    for (const resolution of resolutions) {
      const { attempt } = resolution;
      if (this.hasInHand(attempt) || this.consumed?.has(attempt) === true) continue;
      const stimulus = resolutionStimulus(resolution, clock);
      if (stimulus === undefined) continue;
      if (isPending(this.snapshot, attempt)) {
        this.consume(attempt);
        this.inbox.push(stimulus);
      } else if (!this.host.isVolatile && resolution.at < clock.now() - strayAfterMs) {
        // Nobody waits any more to hear whether it came in time.
        this.consume(attempt);
        this.more = true;
      }
    }
  }

  /** Commands of ours that could not be carried out are tried again. */
  carryOn(): MaybePromise<void> {
    const { postponed = [] } = this;
    this.postponed = undefined;
    for (const task of postponed) this.host.perform(this, task);
    return this.own.carryOut();
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
    if (this.hasWork && this.unsure === undefined) return this.host.resume(this);
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
    if (this.unsure !== undefined) return this.append(this.unsure, true);
    const stimuli = this.takeStimuli();
    return attempt(
      () => {
        if (!this.host.reload) return this.advanceWith(stimuli);
        return whenDone(this.load(), () => this.advanceWith(stimuli));
      },
      (error) => {
        if (this.unsure === undefined) this.inbox = [...stimuli, ...this.inbox];
        throw error;
      },
    );
  }

  private takeStimuli(): readonly Stimulus[] {
    const { early, inbox, later } = this;
    this.inbox = [];
    if (early.length === 0 && later.length === 0) return inbox;
    this.early = [];
    this.later = [];
    return [...early, ...inbox, ...later];
  }

  private advanceWith(stimuli: readonly Stimulus[]): MaybePromise<boolean> {
    const { own, renewals = [] } = this;
    const isForced = own.mustBeConfirmed || this.renewals !== undefined;
    this.renewals = undefined;
    // What is carried out from now on is confirmed by the record after this one.
    const left = own.takeLeft();
    const advanced = advance(this.machine, this.snapshot, stimuli, this.host.options);
    return whenDone(advanced, (advanced) => {
      const isIdle = !isForced && this.consumed === undefined && changesNothing(advanced);
      if (isIdle) return this.refuse(stimuli, advanced);
      return this.append(this.newStep(stimuli, advanced, left, renewals), false);
    });
  }

  /** Nothing is to be recorded: everything was refused. */
  private refuse(stimuli: readonly Stimulus[], advanced: Advanced): MaybePromise<boolean> {
    this.more = false;
    if (this.answers === undefined || this.host.isVolatile) return this.refused(stimuli, advanced);
    // Somebody waits to hear it, so it must be true of what is recorded by now.
    const head = this.host.ports.journal.load(this.executionArn);
    return whenDone(head, (head) => {
      if (head?.number === this.recordNumber) return this.refused(stimuli, advanced);
      this.inbox = [...stimuli, ...this.inbox];
      this.adopt(head);
      return false;
    });
  }

  private refused(stimuli: readonly Stimulus[], advanced: Advanced): boolean {
    this.answer(stimuli, advanced.answers);
    return false;
  }

  private newStep(
    stimuli: readonly Stimulus[],
    advanced: Advanced,
    left: readonly OwnCommand[],
    renewals: readonly RunTask[],
  ): Step {
    const unconfirmed = this.own.unconfirmedAfter(left, this.snapshot, advanced);
    const isWorking =
      unconfirmed.length > 0 ||
      (this.isUnsettled && advanced.snapshot.status === "RUNNING") ||
      advanced.more ||
      !this.idleHands ||
      renewals.length > 0 ||
      advanced.commands.some(isRunTask);
    const record = this.record(advanced, unconfirmed, isWorking);
    return { stimuli, renewals, advanced, record, isWorking };
  }

  private record(
    { snapshot, events }: Advanced,
    unconfirmed: readonly OwnCommand[],
    isWorking: boolean,
  ): JournalRecord {
    const { host, meta } = this;
    const isOver = snapshot.status !== "RUNNING" && !isWorking;
    const { retentionMs } = host;
    return {
      incarnation: meta.incarnation,
      number: this.recordNumber + 1,
      nonce: host.nextNonce(),
      before: this.snapshot,
      snapshot,
      events,
      unconfirmed,
      consumed: this.consumed === undefined ? nothingConsumed : [...this.consumed],
      dueMs: isWorking ? snapshot.nowMs + host.deadAfterMs : snapshot.dueMs,
      expiresMs:
        isOver && retentionMs !== undefined
          ? (snapshot.stoppedMs ?? snapshot.nowMs) + retentionMs
          : undefined,
    };
  }

  private append(step: Step, isRepeat: boolean): MaybePromise<boolean> {
    this.unsure = step;
    const won = this.host.ports.journal.append(this.executionArn, step.record);
    return whenDone(won, (isOurs) => {
      if (isOurs && isRepeat) return this.wonLate(step);
      this.unsure = undefined;
      return isOurs ? this.won(step) : this.lost(step);
    });
  }

  /** The record is ours, but since when? If others have gone on from it, they do what it asks. */
  private wonLate(step: Step): MaybePromise<boolean> {
    const head = this.host.ports.journal.load(this.executionArn);
    return whenDone(head, (head) => {
      this.unsure = undefined;
      if (head?.number === step.record.number) return this.won(step);
      this.answer(step.stimuli, step.advanced.answers);
      this.adopt(head);
      return false;
    });
  }

  /** Somebody else drove: keep what we hold and feed it to the newer snapshot. */
  private lost({ stimuli, renewals }: Step): MaybePromise<boolean> {
    this.inbox = [...stimuli, ...this.inbox];
    // Whoever was faster has decided on these.
    for (const { attempt } of renewals) this.letGo(attempt);
    return whenDone(this.load(), () => false);
  }

  private won(step: Step): MaybePromise<boolean> {
    const { stimuli, renewals, advanced, record } = step;
    const before = this.snapshot;
    const wasWorking = this.isWorking;
    this.isWorking = step.isWorking;
    this.snapshot = advanced.snapshot;
    this.recordNumber = record.number;
    this.more = advanced.more;
    this.forget(record.consumed);
    this.host.ports.telemetry?.recorded(this.meta.info, record, this.meta);
    for (const command of advanced.commands) this.act(command);
    for (const task of renewals) this.host.perform(this, task);
    this.own.recorded(record.unconfirmed);
    if (this.answers !== undefined) this.answer(stimuli, advanced.answers);
    return whenDone(this.setAlarm(before, wasWorking), () =>
      this.host.pauses(this, advanced.events),
    );
  }

  private act(command: Command): void {
    if (command.type === "cancelTask") this.letGo(command.attempt);
    if (command.type !== "runTask") return;
    this.takeInHand(command.attempt);
    this.host.perform(this, command);
  }

  private forget(consumed: readonly AttemptId[]): void {
    for (const attempt of consumed) this.consumed?.delete(attempt);
    if (this.consumed?.size === 0) this.consumed = undefined;
  }

  private setAlarm(before: Snapshot, wasWorking: boolean): MaybePromise<void> {
    const { dueMs } = this.snapshot;
    const isKept = !this.isWorking && !this.host.isVolatile;
    if (dueMs === before.dueMs && (this.host.isVolatile || wasWorking === this.isWorking)) return;
    return this.host.ports.wakeQueue.setAlarm(this.executionArn, dueMs, isKept);
  }

  private answer(stimuli: readonly Stimulus[], answers: readonly Answer[]): void {
    if (this.answers === undefined) return;
    for (const [index, stimulus] of stimuli.entries()) {
      const answered = this.answers.get(stimulus);
      const answer = answers[index];
      if (answered === undefined || answer === undefined) continue;
      this.answers.delete(stimulus);
      answered(answer);
    }
    if (this.answers.size === 0) this.answers = undefined;
  }

  private load(): MaybePromise<void> {
    const head = this.host.ports.journal.load(this.executionArn);
    return whenDone(head, (head) => this.adopt(head));
  }

  /** Another process may have gone on with the execution. */
  catchUp(head: JournalHead | undefined): void {
    // What is being recorded now finds out by itself.
    if (this.busy || this.unsure !== undefined) return;
    if (head === undefined || head.number > this.recordNumber) this.adopt(head);
  }

  /** Goes on from what is recorded; undefined: the execution is gone. */
  private adopt(head: JournalHead | undefined): void {
    if (head?.meta.incarnation !== this.meta.incarnation) {
      this.vanish();
      return;
    }
    if (head.snapshot === undefined) return;
    this.snapshot = head.snapshot;
    if (head.number !== this.recordNumber) {
      this.recordNumber = head.number;
      this.own.adopt(head.unconfirmed);
      const there = new Set(head.resolutions.map(({ attempt }) => attempt));
      this.forget([...(this.consumed ?? [])].filter((attempt) => !there.has(attempt)));
    }
    this.more = head.snapshot.ready.length > 0;
  }

  private vanish(): void {
    const { inbox } = this;
    this.inbox = [];
    this.later = [];
    this.more = false;
    this.renewals = undefined;
    this.consumed = undefined;
    this.own.adopt([]);
    this.answer(
      inbox,
      inbox.map(() => ({ accepted: false, reason: "executionEnded" })),
    );
  }
}

/** Does nothing of it need to be recorded? */
function changesNothing({ events, commands, answers, more }: Advanced): boolean {
  if (events.length > 0 || commands.length > 0 || more) return false;
  return answers.every(({ accepted }) => !accepted);
}

function isRunTask({ type }: Command): boolean {
  return type === "runTask";
}

const nothingConsumed: readonly AttemptId[] = [];
/** By then SendTask* has found out whether its answer came in time. */
const strayAfterMs = 60_000;
