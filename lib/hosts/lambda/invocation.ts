import type { Clock } from "../../engine/ports.ts";
import type { FunctionContext } from "./function-events.ts";

/** The invocation that a sandbox works for now: how much time it has. */
export class Invocation {
  private readonly clock: Pick<Clock, "now">;
  private end = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, "now">) {
    this.clock = clock;
  }

  begin(context: Pick<FunctionContext, "getRemainingTimeInMillis">): void {
    this.end = this.clock.now() + context.getRemainingTimeInMillis();
  }

  /** When the platform ends it, by the clock. */
  get endsMs(): number {
    return this.end;
  }

  get leftMs(): number {
    return this.end - this.clock.now();
  }
}
