import type { AdvanceOptions } from "../core/advance.ts";
import type { AttemptId, RunTask } from "../core/command.ts";
import type { HistoryEvent } from "../core/history-event.ts";
import type { Machine } from "../core/machine.ts";
import { attempt, type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { Snapshot } from "../core/snapshot.ts";
import { createSnapshot } from "../core/snapshot-json.ts";
import type { Answer, Stimulus } from "../core/stimulus.ts";
import { advanceOptions } from "./advance-options.ts";
import { Asked } from "./asked.ts";
import { AwaitedRest } from "./awaited-rest.ts";
import { beginTask } from "./begin-task.ts";
import { carryOut } from "./carry-out.ts";
import { Driver } from "./driver.ts";
import type { DriverHost } from "./driver-host.ts";
import type { EngineSettings } from "./engine-settings.ts";
import type { ExecutionHead } from "./execution-head.ts";
import { fireTimers } from "./fire-timers.ts";
import { Intents } from "./intents.ts";
import type {
  ExecutionMeta,
  JournalHead,
  OwnCommand,
  Resolution,
  ResolutionOutcome,
} from "./journal-port.ts";
import { Machines, machineOf } from "./machines.ts";
import { Nonces } from "./nonces.ts";
import type { ActivityTask, MapRuns, Ports } from "./ports.ts";
import { lookAfter, recover } from "./recovery.ts";
import { Retries } from "./retries.ts";
import { concurrentTasksMaxDefault, Slots } from "./slots.ts";

/** Runs executions over the ports: load, advance, append, act, feed back what came of it. */
export class Engine implements DriverHost<Driver> {
  readonly ports: Ports;
  readonly machines: Machines;
  readonly slots: Slots;
  readonly isVolatile: boolean;
  readonly reload: boolean;
  readonly retentionMs: number | undefined;
  readonly intents: Intents | undefined;
  /** Activity tasks that were taken from the queue and that no worker has been given. */
  readonly notHandedOut: { readonly activityArn: string; readonly task: ActivityTask }[] = [];
  options: AdvanceOptions;
  private readonly settings: EngineSettings;
  /** Of executions that have something to do, or all where everything is volatile. */
  private readonly drivers = new Map<string, Driver>();
  private loading: Map<string, Promise<Driver | undefined>> | undefined;
  /** As many executions are in memory as have Tasks under way, and as many wait for them. */
  private readonly activeMax: number;
  /** Executions that are to be loaded when others have come to rest. */
  private readonly deferred = new Set<string>();
  private readonly retries: Retries;
  private madeMapRuns: MapRuns | undefined;
  private readonly rest = new AwaitedRest(
    () =>
      this.drivers.size === 0 &&
      this.slots.inFlight === 0 &&
      (this.loading?.size ?? 0) === 0 &&
      (this.madeMapRuns?.activeCount ?? 0) === 0,
  );
  readonly nonces: Nonces;

  constructor(ports: Ports, settings: EngineSettings) {
    this.ports = ports;
    this.machines = settings.machines ?? new Machines(ports.definitions);
    this.settings = settings;
    this.nonces = new Nonces(ports.clock);
    this.retries = new Retries(ports, settings);
    const slots = settings.concurrentTasksMax ?? concurrentTasksMaxDefault;
    this.slots = new Slots(slots, () => {
      settings.released?.();
      this.noticeRest();
    });
    this.activeMax = 2 * slots;
    this.isVolatile = settings.isVolatile ?? false;
    this.reload = settings.reload ?? false;
    this.retentionMs = settings.retentionMs;
    const { intents } = settings;
    this.intents = intents && new Intents(intents, ports.clock);
    this.options = advanceOptions(settings, this.intents);
  }

  get isClosing(): boolean {
    return this.settings.isClosing?.() ?? false;
  }

  get mapRuns(): MapRuns {
    this.madeMapRuns ??= this.settings.mapRuns();
    return this.madeMapRuns;
  }

  get activeCount(): number {
    return this.drivers.size;
  }

  /**
   * Records the execution and makes it ready to be driven; whoever calls wakes or drives it.
   * Undefined: the ARN is taken.
   */
  start(machine: Machine, meta: ExecutionMeta): MaybePromise<Driver | undefined> {
    const { executionArn } = meta.info;
    return whenDone(this.ports.journal.create(executionArn, meta), (other) => {
      if (other !== undefined) return undefined;
      const begun = this.drivers.get(executionArn);
      // Whoever looked at it before this was answered drives it already.
      if (begun?.meta.incarnation === meta.incarnation) return begun;
      const driver = this.newDriver(machine, meta);
      // Where there are many, or others may drive it, it is loaded when its turn comes.
      const isKept = this.intents === undefined && !this.isCrowded;
      if (this.isVolatile || isKept) this.drivers.set(executionArn, driver);
      return driver;
    });
  }

  /** The driver of an execution that has something to do in this process. */
  driver(executionArn: string): Driver | undefined {
    return this.drivers.get(executionArn);
  }

  /**
   * What a wake-up means: whatever waits for the execution or Map Run is taken in. `meta`: of an
   * execution that has just been created, so that nothing need be read.
   */
  lookAt(arn: string, meta?: ExecutionMeta): MaybePromise<void> {
    return attempt(
      () => {
        if (arn.includes(":mapRun:")) return this.mapRuns.lookAt(arn);
        if (this.isCrowded && !this.drivers.has(arn)) {
          this.deferred.add(arn);
          return;
        }
        return whenDone(this.wake(arn, meta), (driver) => driver && this.resumeNow(driver));
      },
      (error) => {
        if (this.isVolatile) throw error;
        return this.retryLater(arn, error);
      },
    );
  }

  /** Tells an execution something; the answer comes when its driver has taken it in. */
  tell(
    executionArn: string,
    stimulus: Stimulus,
    answered?: (answer: Answer) => void,
  ): MaybePromise<void> {
    return whenDone(this.obtain(executionArn), (driver) => {
      if (driver === undefined) answered?.({ accepted: false, reason: "executionEnded" });
      else driver.offer(stimulus, answered && { answered });
      return this.ports.wakeQueue.send(executionArn);
    });
  }

  /**
   * Tells an execution something, and answers from the record that took it in. Undefined: there is
   * no such execution. Rejects where nobody can be had to go on: then it may be recorded or not.
   */
  ask(executionArn: string, stimulus: Stimulus): MaybePromise<Answer | undefined> {
    return whenDone(this.obtain(executionArn), (driver) => {
      if (driver === undefined) return undefined;
      const asked = new Asked();
      driver.offer(stimulus, asked);
      return whenDone(this.resumeNow(driver), () => asked.answer());
    });
  }

  /** Writes an attempt's resolution. Answers the one that is there instead, if there is one. */
  resolve(
    executionArn: string,
    incarnation: number,
    attempt: AttemptId,
    outcome: ResolutionOutcome,
    redrive?: number,
  ): MaybePromise<Resolution | undefined> {
    const { clock, journal } = this.ports;
    const resolution = { incarnation, attempt, at: clock.now(), outcome, redrive };
    return journal.resolve(executionArn, resolution);
  }

  /** What is recorded of an execution by now, or what its driver knows where all is volatile. */
  head(executionArn: string): MaybePromise<ExecutionHead | undefined> {
    const driver = this.drivers.get(executionArn);
    return whenDone(this.ports.journal.load(executionArn), (head) => {
      if (head === undefined) return undefined;
      const { meta, resolutions, unconfirmed } = head;
      const isKnown = driver !== undefined && (this.isVolatile || driver.isAt(head));
      const { snapshot } = isKnown ? driver : head;
      return { meta, resolutions, unconfirmed, snapshot };
    });
  }

  nextNonce(): number {
    return this.nonces.next();
  }

  begin(driver: Driver, task: RunTask): void {
    beginTask(this, driver, task);
  }

  carryOut(driver: Driver, command: OwnCommand): MaybePromise<void> {
    return carryOut(this, driver, command);
  }

  resume(driver: Driver): MaybePromise<void> {
    if (this.isVolatile) return this.ports.wakeQueue.send(driver.executionArn);
    // Anew, so that whoever drives it now can come to rest.
    return Promise.resolve().then(() => this.resumeNow(driver));
  }

  troubled(driver: Driver, error: unknown): void {
    if (this.isVolatile) this.settings.crashed(error);
    else void this.retryLater(driver.executionArn, error);
  }

  pauses(driver: Driver, events: readonly HistoryEvent[]): boolean {
    return this.settings.pauses?.(driver, events) ?? false;
  }

  crashed(error: unknown): void {
    this.settings.crashed(error);
  }

  private get isCrowded(): boolean {
    if (this.isVolatile) return false;
    return this.drivers.size + (this.loading?.size ?? 0) >= this.activeMax;
  }

  /** There may be room for those that had to wait. */
  private admit(): void {
    for (const arn of this.deferred) {
      if (this.isCrowded) break;
      this.deferred.delete(arn);
      void attempt(
        () => this.ports.wakeQueue.send(arn),
        (error) => this.retryLater(arn, error),
      );
    }
  }

  /** Drives it, and lets go of it when nothing is left to do. Never fails, if not volatile. */
  private resumeNow(driver: Driver): MaybePromise<void> {
    const { executionArn } = driver;
    // It may have been let go of since whoever resumes it has got it.
    if (!this.drivers.has(executionArn)) this.drivers.set(executionArn, driver);
    return attempt(
      () => whenDone(driver.drive(), () => this.rested(driver)),
      (error) => {
        if (this.isVolatile) throw error;
        return this.retryLater(executionArn, error);
      },
    );
  }

  private rested(driver: Driver): MaybePromise<void> {
    if (this.isVolatile) return;
    const { executionArn } = driver;
    this.retries.succeeded(executionArn);
    if (!driver.isParked || this.drivers.get(executionArn) !== driver) return;
    this.drivers.delete(executionArn);
    this.admit();
    if (!driver.canGoOn) return this.noticeRest();
    return whenDone(this.ports.wakeQueue.send(executionArn), () => this.noticeRest());
  }

  /** Does nothing that was begun for the execution or Map Run go on in this process? */
  isAtRest(arn: string): boolean {
    if (this.madeMapRuns?.isActive(arn)) return false;
    return !this.drivers.has(arn) && this.loading?.has(arn) !== true;
  }

  /** Resolves when nothing goes on in this process: never, where an adapter fails all the time. */
  atRest(): Promise<void> {
    return this.rest.reached();
  }

  /** Forgets what waits for an adapter that has failed: others are woken to go on with it. */
  letGo(): void {
    this.drivers.clear();
    this.admit();
  }

  noticeRest(): void {
    this.rest.notice();
  }

  /** An adapter has failed, or a newer release has written: later it may be better. */
  async retryLater(executionArn: string, error: unknown): Promise<void> {
    if (await this.retries.later(executionArn, error)) return;
    this.drivers.get(executionArn)?.inbox.failed(error);
    this.madeMapRuns?.failed(executionArn, error);
  }

  /** The driver, with all that waits for the execution offered to it. */
  private wake(executionArn: string, meta?: ExecutionMeta): MaybePromise<Driver | undefined> {
    const known = this.drivers.get(executionArn);
    if (known === undefined) return this.obtain(executionArn, meta);
    return whenDone(this.ports.journal.load(executionArn), (head) => {
      // Meanwhile the name has been given to another execution, which is driven here.
      if ((this.drivers.get(executionArn) ?? known) !== known) return this.wake(executionArn);
      const isOther = head !== undefined && head.meta.incarnation !== known.meta.incarnation;
      if (isOther || (known.isParked && head !== undefined && !known.isAt(head))) {
        // Another process has gone on, and may have died: what it had in hand is recovered. Or
        // the name is another execution's by now, of which the driver knows nothing.
        this.drivers.delete(executionArn);
        return this.obtain(executionArn);
      }
      return whenDone(known.catchUp(head), () => {
        const lookedAfter = head && this.intents && lookAfter(this, known, head);
        return whenDone(lookedAfter, () => this.offerWaiting(known, head?.resolutions ?? []));
      });
    });
  }

  /** The driver in this process, or one that is loaded now. */
  private obtain(executionArn: string, meta?: ExecutionMeta): MaybePromise<Driver | undefined> {
    const known = this.drivers.get(executionArn);
    if (known !== undefined || this.isVolatile) return known;
    const loading = this.loading?.get(executionArn);
    if (loading !== undefined) return loading;
    const loaded = meta === undefined ? this.load(executionArn) : this.begun(meta);
    if (!(loaded instanceof Promise)) return loaded;
    this.loading ??= new Map();
    this.loading.set(executionArn, loaded);
    return loaded.finally(() => {
      this.loading?.delete(executionArn);
      this.admit();
      this.noticeRest();
    });
  }

  /** Taken to have no record yet: if it has one, the first append finds out. */
  private begun(meta: ExecutionMeta): MaybePromise<Driver> {
    return whenDone(machineOf(this.machines, meta), (machine) => {
      const driver = this.newDriver(machine, meta);
      this.drivers.set(meta.info.executionArn, driver);
      return driver;
    });
  }

  private load(executionArn: string): MaybePromise<Driver | undefined> {
    return whenDone(this.ports.journal.load(executionArn), (head) => {
      if (head === undefined) return undefined;
      return whenDone(machineOf(this.machines, head.meta), (machine) =>
        this.unlessBegun(executionArn, () => this.loaded(machine, head)),
      );
    });
  }

  private loaded(machine: Machine, head: JournalHead): MaybePromise<Driver> {
    const driver = this.newDriver(machine, head.meta, head);
    return whenDone(recover(this, driver, head), () =>
      this.unlessBegun(driver.executionArn, () => {
        this.drivers.set(driver.executionArn, driver);
        return this.offerWaiting(driver, head.resolutions);
      }),
    );
  }

  /** While it was loaded it may have been started here, under a name that had been free. */
  private unlessBegun(arn: string, go: () => MaybePromise<Driver>): MaybePromise<Driver> {
    return this.drivers.get(arn) ?? go();
  }

  takeOver(driver: Driver, head: JournalHead): MaybePromise<void> {
    return whenDone(recover(this, driver, head), () =>
      whenDone(this.offerWaiting(driver, head.resolutions), () => undefined),
    );
  }

  private newDriver(machine: Machine, meta: ExecutionMeta, head?: JournalHead): Driver {
    const { info, startedMs, seed, input } = meta;
    const { number = 0, unconfirmed = [] } = head ?? {};
    const snapshot: Snapshot = head?.snapshot ?? createSnapshot(info);
    const driver = new Driver(this, machine, meta, { number, unconfirmed, snapshot });
    if (number === 0) driver.offer({ type: "start", at: startedMs, seed, input });
    return driver;
  }

  private offerWaiting(driver: Driver, resolutions: readonly Resolution[]): MaybePromise<Driver> {
    return whenDone(driver.carryOn(), () => {
      driver.takeResolutions(resolutions);
      return whenDone(fireTimers(this, driver, resolutions), () =>
        whenDone(this.setAlarm(driver), () => driver),
      );
    });
  }

  /** A wake-up that was early, or came in the place of the alarm, is followed by the alarm. */
  private setAlarm({ executionArn, dueMs = never, strayMs = never }: Driver): MaybePromise<void> {
    const { clock, wakeQueue } = this.ports;
    const at = Math.min(dueMs, strayMs);
    if (this.isVolatile || at === never || at <= clock.now()) return;
    return wakeQueue.setAlarm(executionArn, at, at === dueMs);
  }
}

const never = Number.POSITIVE_INFINITY;
