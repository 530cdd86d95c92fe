import type { AttemptId } from "../core/command.ts";
import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { ActivityQueue, ActivityTask } from "./ports.ts";

/** An activity queue that also tells this process's long polls of what arrives. */
export class ActivityArrivals implements ActivityQueue {
  private readonly queue: ActivityQueue;
  private readonly waiting = new Map<string, Set<() => void>>();

  constructor(queue: ActivityQueue) {
    this.queue = queue;
  }

  put(activityArn: string, task: ActivityTask): MaybePromise<void> {
    return whenDone(this.queue.put(activityArn, task), () => this.arrived(activityArn));
  }

  take(activityArn: string): MaybePromise<ActivityTask | undefined> {
    return this.queue.take(activityArn);
  }

  remove(executionArn: string, attempt: AttemptId): MaybePromise<void> {
    return this.queue.remove(executionArn, attempt);
  }

  /** Calls `arrived` once when the activity gets a task. Answers how to stop waiting for it. */
  await(activityArn: string, arrived: () => void): () => void {
    const waiting = this.waiting.get(activityArn) ?? new Set();
    this.waiting.set(activityArn, waiting.add(arrived));
    return () => {
      waiting.delete(arrived);
      if (waiting.size === 0) this.waiting.delete(activityArn);
    };
  }

  /** The one that has waited longest hears of it. */
  private arrived(activityArn: string): void {
    const [first] = this.waiting.get(activityArn) ?? [];
    first?.();
  }
}
