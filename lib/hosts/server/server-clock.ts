import { randomBytes } from "node:crypto";
import type { Clock } from "../../engine/ports.ts";
import { randomSeed } from "../random-seed.ts";

/** The machine's time, which can be put forward: where time is skipped. Seeds are random. */
export class ServerClock implements Clock {
  private aheadMs = 0;

  now(): number {
    return Date.now() + this.aheadMs;
  }

  seed(): number {
    return randomSeed();
  }

  secret(): string {
    return randomBytes(16).toString("hex");
  }

  /** From now on it is that instant, and time passes from there; it never goes back. */
  skipTo(at: number): void {
    this.aheadMs += Math.max(0, at - this.now());
  }
}
