import type { MaybePromise } from "../../core/maybe-promise.ts";
import type { ActivityArrivals } from "../../engine/activity-arrivals.ts";
import type { ActivityTask } from "../../engine/ports.ts";

/**
 * GetActivityTask's long polling: takes a task as soon as there is one. Undefined: there was none
 * for so long, or the worker has hung up.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html
 */
export async function pollActivity(
  arrivals: ActivityArrivals,
  activityArn: string,
  { take, signal, timeoutMs }: ActivityPoll,
): Promise<ActivityTask | undefined> {
  const end = performance.now() + timeoutMs;
  while (!signal.aborted) {
    const waiting = new Arrival(arrivals, activityArn);
    try {
      const task = await take();
      if (task !== undefined) return task;
      const left = end - performance.now();
      if (left <= 0) return undefined;
      // Whoever was told of a task may have hung up before taking it: so look now and then.
      await waiting.orAfter(Math.min(left, lookAgainMs), signal);
    } finally {
      waiting.stop();
    }
  }
  return undefined;
}

export interface ActivityPoll {
  take(): MaybePromise<ActivityTask | undefined>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

const lookAgainMs = 5_000;

/** The next task that arrives. */
class Arrival {
  readonly stop: () => void;
  private hasArrived = false;
  private wake: (() => void) | undefined;

  constructor(arrivals: ActivityArrivals, activityArn: string) {
    this.stop = arrivals.await(activityArn, () => {
      this.hasArrived = true;
      this.wake?.();
    });
  }

  async orAfter(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (this.hasArrived || signal.aborted) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      timer = setTimeout(resolve, milliseconds);
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    clearTimeout(timer);
  }
}
