import type { Clock } from "../engine/ports.ts";

/** Time that jumps: it stands still while anything runs, and then goes to the next thing due. */
export class VirtualClock implements Clock {
  private current: number;
  private nextSeed: number;
  private sleepers: Sleeper[] | undefined;

  /** `at`: ms since the epoch. The same seed gives the same sequence of seeds. */
  constructor(at: number, seed: number) {
    this.current = at;
    this.nextSeed = seed;
  }

  now(): number {
    return this.current;
  }

  seed(): number {
    return this.nextSeed++;
  }

  /** Resolves when the clock has come to that instant. */
  sleep(milliseconds: number, wake: () => void): void {
    this.sleepers ??= [];
    this.sleepers.push({ at: this.current + Math.max(0, milliseconds), wake });
    this.sleepers.sort((left, right) => left.at - right.at);
  }

  /** When the next sleeper wakes. */
  nextWake(): number | undefined {
    return this.sleepers?.[0]?.at;
  }

  /** Goes there at once; never back. */
  waitUntil(at: number): void {
    this.current = Math.max(this.current, at);
    const { sleepers = [] } = this;
    while (sleepers[0] !== undefined && sleepers[0].at <= this.current) sleepers.shift()?.wake();
  }
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}
