import type { ServerClock } from "./server-clock.ts";

/** Who sleeps in the endpoint's time: skipped time costs nothing. */
export class Sleepers {
  private readonly clock: ServerClock;
  private readonly changed: () => void;
  private readonly asleep = new Set<Sleeper>();

  /** `changed` hears that somebody has begun to sleep. */
  constructor(clock: ServerClock, changed: () => void) {
    this.clock = clock;
    this.changed = changed;
  }

  get count(): number {
    return this.asleep.size;
  }

  /** When the next one wakes. */
  get nextWake(): number | undefined {
    let next: number | undefined;
    for (const { at } of this.asleep) if (next === undefined || at < next) next = at;
    return next;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const at = this.clock.now() + milliseconds;
      const sleeper: Sleeper = { at, wake: resolve };
      this.asleep.add(sleeper);
      this.changed();
    });
  }

  /** Wakes those whose time has come. */
  wake(): void {
    const now = this.clock.now();
    for (const sleeper of this.asleep) {
      if (sleeper.at > now) continue;
      this.asleep.delete(sleeper);
      sleeper.wake();
    }
  }
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}
