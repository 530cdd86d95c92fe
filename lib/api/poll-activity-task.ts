import type { MaybePromise } from "../core/maybe-promise.ts";
import type { ActivityTask } from "../engine/ports.ts";

export interface ActivityPollOptions {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** AWS waits for a minute. */
  readonly timeoutMs: number;
  /** Nobody waits for the task any more. */
  isOver?(): boolean;
}

/**
 * GetActivityTask's long polling where many processes share the queue, and none hears of what the
 * others put there: looks again, at first soon, then every few seconds.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html
 */
export async function pollActivityTask(
  take: () => MaybePromise<ActivityTask | undefined>,
  { now, sleep, timeoutMs, isOver = () => false }: ActivityPollOptions,
): Promise<ActivityTask | undefined> {
  const endMs = now() + timeoutMs;
  let pauseMs = firstPauseMs;
  while (!isOver()) {
    const task = await take();
    const leftMs = endMs - now();
    if (task !== undefined || leftMs <= 0) return task;
    await sleep(Math.min(pauseMs, leftMs));
    pauseMs = Math.min(2 * pauseMs, pauseMsMax);
  }
  return undefined;
}

const firstPauseMs = 200;
/** So often a worker that waits costs a read. */
const pauseMsMax = 3_200;
