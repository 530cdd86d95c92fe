import type { Advanced } from "../core/advance.ts";
import { advance } from "../core/advance.ts";
import type { AttemptId, Command, RunTask } from "../core/command.ts";
import type { Machine } from "../core/machine.ts";
import { attempt, type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { Snapshot } from "../core/snapshot.ts";
import type { Stimulus } from "../core/stimulus.ts";
import { optionsOf } from "./advance-options.ts";
import type { Hearer } from "./asked.ts";
import { AttemptsInHand } from "./attempts-in-hand.ts";
import type { DriverHost } from "./driver-host.ts";
import { Inbox, type Taken } from "./inbox.ts";
import { dueAtRest } from "./intents.ts";
import type { ExecutionMeta, JournalHead, OwnCommand, Resolution } from "./journal-port.ts";
import { changesNothing, nextStep, type Step, type Tried } from "./next-step.ts";
import { OwnCommands, type OwnCommandsHost } from "./own-commands.ts";
import { beginLeft, isLeftToUs, isTakenUp, renewedIntents } from "./renewals.ts";
import { takeIn } from "./take-in.ts";

/**
 * The one driver of an execution in this process: advance, append, act, and again, until nothing
 * waits for the execution any more. All that waits goes into one record; what the record obliges
 * to is done once it is won.
 */
export class Driver implements OwnCommandsHost {
  readonly machine: Machine;
  readonly meta: ExecutionMeta;
  snapshot: Snapshot;
  /** It is found out what became of attempts that were in the hands of a process that died. */
  isUnsettled = false;
  /** When answers that came too late may go. */
  strayMs: number | undefined;
  private readonly host: DriverHost<Driver>;
  private readonly own: OwnCommands;
  readonly inbox = new Inbox();
  private recordNumber: number;
  private readonly inHand = new AttemptsInHand();
  /** Written, but the journal failed: it may be there or not. */
  private unsure: Step | undefined;
  private more = false;
  private busy = false;
  private isWorking = true;

  constructor(
    host: DriverHost<Driver>,
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
    return !this.busy && !this.hasWork && !this.own.isBusy && this.inHand.isEmpty;
  }

  private get hasWork(): boolean {
    if (!this.inbox.isEmpty || (this.more && !this.host.isClosing)) return true;
    if (this.unsure !== undefined || this.inHand.mustRenew) return true;
    return this.own.mustBeConfirmed && this.inHand.isEmpty;
  }

  /** Can it go on at once, in a process that has the time? */
  get canGoOn(): boolean {
    return this.more;
  }

  /** Is this what it has last seen of its execution, not of another of the same name? */
  isAt({ meta, number }: Pick<JournalHead, "meta" | "number">): boolean {
    return this.recordNumber === number && this.meta.incarnation === meta.incarnation;
  }

  /** Is the attempt to be performed by this process? */
  hasInHand(attempt: AttemptId): boolean {
    return this.inHand.has(attempt);
  }

  takeInHand(attempt: AttemptId): void {
    this.inHand.take(attempt);
  }

  /** The attempt is performed no more. */
  letGo(attempt: AttemptId): void {
    this.inHand.letGo(attempt);
  }

  /** What came of the attempt is about to be offered. */
  replied(attempt: AttemptId): void {
    this.inHand.letGo(attempt);
    if (this.host.intents !== undefined) this.inHand.replied(attempt);
  }

  /** Is what this process knows of the attempt offered, or recorded? */
  hasReply(attempt: AttemptId): boolean {
    return this.inHand.hasReply(attempt);
  }

  /** Performs the Task once another record is won: somebody may have given up the attempt. */
  renew(task: RunTask): MaybePromise<void> {
    this.inHand.renew(task);
    return this.host.resume(this);
  }

  /** Performs the Task once a record says that this process does. */
  takeUp(task: RunTask): void {
    this.inHand.renew(task);
  }

  /** An adapter has failed: the Task is performed when the execution is looked at again. */
  postpone(task: RunTask, error: unknown): void {
    this.inHand.postpone(task);
    this.host.troubled(this, error);
  }

  /** What the next step will tell the core. `hearer` hears what became of it. */
  offer(stimulus: Stimulus, hearer?: Hearer): void {
    this.inbox.offer(stimulus, hearer);
  }

  /** Tells the core with the next step that there is; where all is volatile, at once. */
  offerEarly(stimulus: Stimulus): void {
    if (this.host.isVolatile) this.inbox.offer(stimulus);
    else this.inbox.offerEarly(stimulus);
  }

  /** Like `offer`, but behind whatever the commands of the same step offer. */
  offerLater(stimulus: Stimulus): void {
    this.inbox.offerLater(stimulus);
  }

  /** Takes in the answers from outside; see `takeIn`. */
  takeResolutions(resolutions: readonly Resolution[], isDue = false): void {
    takeIn(this, resolutions, this.host.ports.clock, isDue);
  }

  /** What could not be done when an adapter had failed is tried again. */
  carryOn(): MaybePromise<void> {
    for (const task of this.inHand.takePostponed()) this.host.begin(this, task);
    return this.own.carryOut();
  }

  /** Goes on until there is nothing to do. Whoever calls while it drives need not wait. */
  drive(): MaybePromise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const done = this.loop();
      if (!(done instanceof Promise)) return this.rest();
      return done.then(
        () => this.rest(),
        (error: unknown) => this.fail(error),
      );
    } catch (error) {
      return this.fail(error);
    }
  }

  /** An adapter has failed. Nothing is tried again at once: whoever drives it looks again later. */
  private fail(error: unknown): never {
    this.busy = false;
    throw error;
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
    const taken = this.inbox.take(this.host.isVolatile ? Number.POSITIVE_INFINITY : undefined);
    const advanced = this.orPutBack(taken, () => {
      if (!this.host.reload) return this.advanceWith(taken);
      return whenDone(this.load(), () => this.advanceWith(taken));
    });
    return whenDone(advanced, (done) => this.record(done));
  }

  /** What is taken waits on where it was not even tried to record it. */
  private orPutBack<T>(taken: Taken, work: () => MaybePromise<T>): MaybePromise<T> {
    return attempt(work, (error) => {
      this.inbox.putBack(taken);
      throw error;
    });
  }

  private advanceWith(taken: Taken): MaybePromise<Tried> {
    const { own, inHand, machine, snapshot, host, meta } = this;
    const isForced = own.mustBeConfirmed || inHand.mustRenew || taken.consumed.length > 0;
    const renewals = inHand.takeRenewals();
    // What is carried out from now on is confirmed by the record after this one.
    const left = own.takeLeft();
    const intended = renewedIntents(host, meta, snapshot, renewals);
    const stimuli = intended.length === 0 ? taken.stimuli : [...taken.stimuli, ...intended];
    const advanced = advance(machine, snapshot, stimuli, optionsOf(host.options, meta));
    return whenDone(advanced, (advanced) => ({ taken, renewals, left, isForced, advanced }));
  }

  private record({ taken, renewals, left, isForced, advanced }: Tried): MaybePromise<boolean> {
    if (!isForced && changesNothing(advanced)) return this.refuse(taken, advanced);
    const { own, host, meta, snapshot: before, recordNumber, inHand, isUnsettled } = this;
    const unconfirmed = own.unconfirmedAfter(left, before, advanced);
    const number = recordNumber + 1;
    const step = nextStep(
      { host, meta, before, number, inHand, unconfirmed, isUnsettled },
      { taken, renewals, advanced },
    );
    return this.append(step, false);
  }

  /** Nothing is to be recorded: everything was refused. */
  private refuse(taken: Taken, { answers }: Advanced): MaybePromise<boolean> {
    this.more = false;
    if (!this.inbox.hasCallers || this.host.isVolatile) {
      this.inbox.recorded(taken, answers);
      return false;
    }
    // Somebody waits to hear it, so it must be true of what is recorded by now.
    const head = this.orPutBack(taken, () => this.host.ports.journal.load(this.executionArn));
    return whenDone(head, (head) => {
      if (head?.number === this.recordNumber) this.inbox.recorded(taken, answers);
      else {
        this.inbox.putBack(taken);
        this.goOnFrom(head);
      }
      return false;
    });
  }

  /** When somebody must look, at the latest. */
  get dueMs(): number | undefined {
    return dueAtRest(this.host.intents, this.snapshot);
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

  /** The record is ours, but since when? Others may have gone on, who do most of what it asks. */
  private wonLate(step: Step): MaybePromise<boolean> {
    const head = this.host.ports.journal.load(this.executionArn);
    return whenDone(head, (head) => {
      this.unsure = undefined;
      if (head?.number === step.record.number) return this.won(step);
      this.inbox.recorded(step.taken, step.advanced.answers);
      this.goOnFrom(head);
      if (head !== undefined && this.isAt(head)) beginLeft(this.host, this, step);
      return false;
    });
  }

  /** Somebody else drove: keep what we hold and feed it to the newer snapshot. */
  private lost({ taken, renewals, record }: Step): MaybePromise<boolean> {
    this.inbox.putBack(taken);
    for (const task of renewals) this.inHand.renew(task);
    const before = this.snapshot;
    const head = this.host.ports.journal.load(this.executionArn);
    return whenDone(head, (head) => {
      this.goOnFrom(head);
      // It was taken to be new, and is not: what was under way is looked after as after a load.
      const isLoaded = record.number === 1 && head !== undefined;
      const done = isLoaded ? this.host.takeOver(this, head) : this.moveAlarm(before, head);
      return whenDone(done, () => false);
    });
  }

  /** Others have moved what the alarm was set for, which `due` says too; or it is gone. */
  private moveAlarm(before: Snapshot, head: JournalHead | undefined): MaybePromise<void> {
    const dueMs = head && this.isAt(head) ? this.alarmMs(this.snapshot, true) : undefined;
    if (dueMs === this.alarmMs(before, true)) return;
    return this.host.ports.wakeQueue.setAlarm(this.executionArn, dueMs, true);
  }

  private won(step: Step): MaybePromise<boolean> {
    const { taken, renewals, advanced, record } = step;
    const before = this.snapshot;
    const wasWorking = this.isWorking;
    this.isWorking = step.isWorking;
    this.snapshot = advanced.snapshot;
    this.recordNumber = record.number;
    this.more = advanced.more;
    this.host.ports.telemetry?.recorded(this.meta.info, record, this.meta);
    for (const command of advanced.commands) this.act(command);
    for (const task of renewals) this.host.begin(this, task);
    this.own.recorded(record.unconfirmed);
    this.inbox.recorded(taken, advanced.answers);
    return whenDone(this.setAlarm(before, wasWorking), () =>
      this.host.pauses(this, advanced.events),
    );
  }

  private act(command: Command): void {
    if (command.type === "cancelTask") this.letGo(command.attempt);
    if (command.type !== "runTask") return;
    this.takeInHand(command.attempt);
    this.host.begin(this, command);
  }

  private setAlarm(before: Snapshot, wasWorking: boolean): MaybePromise<void> {
    const dueMs = this.alarmMs(this.snapshot, this.isWorking);
    const isKept = !this.isWorking && !this.host.isVolatile;
    const isAsBefore = dueMs === this.alarmMs(before, wasWorking);
    if (isAsBefore && (this.host.isVolatile || wasWorking === this.isWorking)) return;
    return this.host.ports.wakeQueue.setAlarm(this.executionArn, dueMs, isKept);
  }

  /** What is in the hands of this process needs nobody to look after it. */
  private alarmMs(snapshot: Snapshot, isWorking: boolean): number | undefined {
    return isWorking ? snapshot.dueMs : dueAtRest(this.host.intents, snapshot);
  }

  private load(): MaybePromise<void> {
    const head = this.host.ports.journal.load(this.executionArn);
    return whenDone(head, (head) => this.adopt(head));
  }

  /** Another process may have gone on with the execution. */
  catchUp(head: JournalHead | undefined): MaybePromise<void> {
    // What is being recorded now finds out by itself.
    if (this.busy || this.unsure !== undefined) return;
    if (head !== undefined && head.number <= this.recordNumber) return;
    const before = this.snapshot;
    this.adopt(head);
    return this.moveAlarm(before, head);
  }

  private goOnFrom(head: JournalHead | undefined): void {
    this.adopt(head);
    if (head !== undefined && this.isAt(head)) this.takeResolutions(head.resolutions);
  }

  /** Goes on from what is recorded; undefined: the execution is gone. */
  private adopt(head: JournalHead | undefined): void {
    if (head?.meta.incarnation !== this.meta.incarnation) {
      this.more = false;
      this.inHand.takeRenewals();
      this.own.adopt([]);
      this.inbox.drop();
      return;
    }
    if (head.snapshot === undefined) return;
    const before = this.snapshot;
    this.snapshot = head.snapshot;
    this.more = head.snapshot.ready.length > 0;
    if (head.number === this.recordNumber) return;
    this.own.adopt(head.unconfirmed, this.recordNumber === 0);
    this.recordNumber = head.number;
    this.inbox.keepResolutions(head.resolutions);
    // What they have taken up is not performed here, nor given up.
    this.inHand.keepLeft((attempt) => isLeftToUs(before, this.snapshot, attempt));
    this.inbox.takeBackGivenUp((attempt) => isTakenUp(before, this.snapshot, attempt));
  }
}
