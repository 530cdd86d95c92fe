import type { MaybePromise } from "../core/maybe-promise.ts";

/** Bounds how much is under way at once; the rest waits in order. */
export class Slots {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(size: number) {
    this.free = size;
  }

  /**
   * Starts the work now, or when a slot is free; then `afterWait` hears that it was started.
   * Work that ends at once takes no slot.
   */
  run(work: () => MaybePromise<void>, afterWait: () => void): void {
    if (this.free > 0) {
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
    this.free--;
    void done.finally(() => this.release());
  }

  private release(): void {
    this.free++;
    while (this.free > 0) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      next();
    }
  }
}
