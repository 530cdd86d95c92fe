import type { MaybePromise } from "../../core/maybe-promise.ts";

/** Where wake-ups come from. */
export interface WakeSource {
  /** Called when there may be one. */
  arrived: (() => void) | undefined;
  /** What is to be looked at now. */
  take(now: number): string | undefined;
  /** When something will be. */
  nextAlarm(): number | undefined;
}

export interface WakeLoopHost {
  readonly wakeSource: WakeSource;
  now(): number;
  /** Time has passed: whoever sleeps until now wakes. */
  passed(): void;
  /** When something is to be done next. */
  nextInstant(): number | undefined;
  /** Looks at the execution or Map Run. */
  lookAt(arn: string): MaybePromise<void>;
  /** Nothing is ready or under way until that instant: may time be skipped? Then it was. */
  skipTo(at: number): MaybePromise<boolean>;
  crashed(error: unknown): void;
  /** Calls after so many ms, unless it is taken back. Default: a timer of Node's. */
  readonly setTimer?: SetTimer | undefined;
  /** Calls when it is another's turn. Default: in the next turn of Node's event loop. */
  readonly later?: ((act: () => void) => void) | undefined;
}

/** Calls after so many ms. Answers how to take it back. */
type SetTimer = (milliseconds: number, act: () => void) => () => void;

/** Looks at whatever is to be looked at, when it is time; one timer waits for the next instant. */
export class WakeLoop {
  private readonly host: WakeLoopHost;
  private underWay = 0;
  private scheduled = false;
  private cancelTimer: () => void = () => undefined;
  private stopped: (() => void) | undefined;

  private readonly setTimer: SetTimer;
  private readonly later: (act: () => void) => void;

  constructor(host: WakeLoopHost) {
    this.host = host;
    this.setTimer = host.setTimer ?? setNodeTimer;
    this.later = host.later ?? setImmediate;
  }

  start(): void {
    this.host.wakeSource.arrived = () => this.schedule();
    this.schedule();
  }

  /** Looks at nothing more; resolves when whatever is looked at now has come to rest. */
  stop(): Promise<void> {
    this.cancelTimer();
    return new Promise((resolve) => {
      this.stopped = resolve;
      if (this.underWay === 0) resolve();
    });
  }

  /** Something has changed: looks again, once, when the work at hand is done. */
  schedule(): void {
    if (this.scheduled || this.stopped !== undefined) return;
    this.scheduled = true;
    this.later(() => {
      this.scheduled = false;
      this.run().catch((error: unknown) => this.host.crashed(error));
    });
  }

  private async run(): Promise<void> {
    const { host } = this;
    const end = performance.now() + sliceMs;
    host.passed();
    while (this.stopped === undefined && this.underWay < underWayMax) {
      // Requests come in between.
      if (performance.now() > end) return this.schedule();
      const arn = host.wakeSource.take(host.now());
      if (arn === undefined) return this.rest();
      void this.look(arn);
    }
  }

  /** Looks at it at once; resolves when it has come to rest. Never fails. */
  async look(arn: string): Promise<void> {
    const { host } = this;
    this.underWay++;
    try {
      await host.lookAt(arn);
    } catch (error) {
      host.crashed(error);
    } finally {
      this.underWay--;
      if (this.underWay === 0) this.stopped?.();
      this.schedule();
    }
  }

  /** Nothing is to be looked at now. */
  private async rest(): Promise<void> {
    const { host } = this;
    this.cancelTimer();
    const at = host.nextInstant();
    if (at === undefined) return;
    if (this.underWay === 0 && (await host.skipTo(at))) return this.schedule();
    const milliseconds = Math.min(Math.max(0, at - host.now()), timerMax);
    this.cancelTimer();
    this.cancelTimer = this.setTimer(milliseconds, () => this.schedule());
  }
}

function setNodeTimer(milliseconds: number, act: () => void): () => void {
  const timer = setTimeout(act, milliseconds);
  return () => clearTimeout(timer);
}

/** How long it works before it lets others do so. */
const sliceMs = 10;
/** Executions that are driven at once. */
const underWayMax = 1_000;
/** Timers hold 31 bits of milliseconds; whoever waits longer looks again. */
const timerMax = 0x7fffffff;
