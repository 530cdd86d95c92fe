import type { HarnessClock } from "./harness-world.ts";

/** The machine's own time. */
export class RealClock implements HarnessClock {
  private nextSeed: number;
  private readonly wakes = new Set<number>();

  constructor(seed: number) {
    this.nextSeed = seed;
  }

  now(): number {
    return Date.now();
  }

  seed(): number {
    return this.nextSeed++;
  }

  sleep(milliseconds: number, wake: () => void): void {
    const at = this.now() + milliseconds;
    this.wakes.add(at);
    setTimeout(() => {
      this.wakes.delete(at);
      wake();
    }, milliseconds);
  }

  /** Sleepers are woken by timers of their own: time is never waited for on their behalf. */
  nextWake(): number | undefined {
    return this.wakes.size === 0 ? undefined : Math.min(...this.wakes);
  }

  async waitUntil(at: number, arrival: () => Promise<void>): Promise<void> {
    // Timers hold 31 bits of milliseconds; whoever waits longer looks again.
    const milliseconds = Math.min(Math.max(0, at - this.now()), 0x7fffffff);
    let timer: NodeJS.Timeout | undefined;
    const elapsed = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([elapsed, arrival()]);
    clearTimeout(timer);
  }
}
