import type { MaybePromise } from "../core/maybe-promise.ts";

/** Bounds how much is under way at once; the rest waits in order. */
export class Slots {
  /** What is under way. */
  inFlight = 0;
  private readonly size: number;
  private readonly released: () => void;
  private readonly waiting: (() => void)[] = [];

  /** `released` hears that something which was under way has ended. */
  constructor(size: number, released: () => void) {
    this.released = released;
    this.size = size;
  }

  /**
   * Starts the work now, or when a slot is free; then `afterWait` hears that it was started.
   * Work that ends at once takes no slot.
   */
  run(work: () => MaybePromise<void>, afterWait: () => void): void {
    if (this.inFlight < this.size) {
      this.start(work);
      return;
    }
    this.waiting.push(() => {
      this.start(work);
      afterWait();
    });
  }

  private start(work: () => MaybePromise<void>): void {
    const done = work();
    if (!(done instanceof Promise)) return;
    this.hold(done);
  }

  /** Counts work as under way until it is done. It must not fail. */
  hold(work: Promise<void>): void {
    this.inFlight++;
    void work.then(() => this.release());
  }

  private release(): void {
    this.inFlight--;
    while (this.inFlight < this.size) {
      const next = this.waiting.shift();
      if (next === undefined) break;
      next();
    }
    this.released();
  }
}

/** As many as AWS's Lambda runs at once in a region unless asked for more. */
export const concurrentTasksMaxDefault = 1_000;
