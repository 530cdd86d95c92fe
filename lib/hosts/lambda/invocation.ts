import type { Clock } from "../../engine/ports.ts";
import type { FunctionContext } from "./function-events.ts";

/** The invocation that a sandbox works for now: how much time it has. */
export class Invocation {
  private readonly clock: Pick<Clock, "now">;
  private begunMs = Number.NEGATIVE_INFINITY;
  private end = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, "now">) {
    this.clock = clock;
  }

  begin(context: Pick<FunctionContext, "getRemainingTimeInMillis">): void {
    this.begunMs = this.clock.now();
    this.end = this.begunMs + context.getRemainingTimeInMillis();
  }

  /** When the platform ends it, by the clock. */
  get endsMs(): number {
    return this.end;
  }

  get leftMs(): number {
    return this.end - this.clock.now();
  }

  /** What is left of its first minute: callers of a function that has more do not wait longer. */
  get leftOfMinuteMs(): number {
    return Math.min(this.end, this.begunMs + 60_000) - this.clock.now();
  }
}
