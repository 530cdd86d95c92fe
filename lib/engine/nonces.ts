import type { Clock } from "./ports.ts";

/** Numbers that no other process has, and this one once. */
export class Nonces {
  private readonly clock: Clock;
  private last: number;

  constructor(clock: Clock) {
    this.clock = clock;
    this.last = this.random() ?? Math.floor(Math.random() * 2 ** 52);
  }

  /** The one after the last: whoever knows one can guess the others. */
  next(): number {
    return this.last++;
  }

  /** One that cannot be guessed, where there is real randomness. */
  fresh(): number {
    return this.random() ?? this.next();
  }

  /** 52 of a secret's bits. */
  private random(): number | undefined {
    const secret = this.clock.secret?.();
    return secret === undefined ? undefined : Number.parseInt(secret.slice(0, 13), 16);
  }
}
