import type { AttemptId } from "../../core/command.ts";
import type { ActivityQueue, ActivityTask } from "../../engine/ports.ts";

/** Activity tasks in memory. */
export class MemoryActivityQueue implements ActivityQueue {
  private waiting: Map<string, Map<string, Entry>> | undefined;

  put(activityArn: string, task: ActivityTask): void {
    this.waiting ??= new Map();
    const tasks = this.waiting.get(activityArn) ?? new Map<string, Entry>();
    this.waiting.set(activityArn, tasks);
    const key = keyOf(task.executionArn, task.attempt);
    const there = tasks.get(key);
    if (there === undefined) tasks.set(key, { task, isTaken: false });
    else there.isTaken = false;
  }

  take(activityArn: string): ActivityTask | undefined {
    for (const entry of this.waiting?.get(activityArn)?.values() ?? []) {
      if (entry.isTaken) continue;
      entry.isTaken = true;
      return entry.task;
    }
    return undefined;
  }

  remove(executionArn: string, attempt: AttemptId): void {
    if (this.waiting === undefined) return;
    const key = keyOf(executionArn, attempt);
    for (const tasks of this.waiting.values()) tasks.delete(key);
  }
}

interface Entry {
  readonly task: ActivityTask;
  isTaken: boolean;
}

function keyOf(executionArn: string, attempt: AttemptId): string {
  return `${attempt} ${executionArn}`;
}
