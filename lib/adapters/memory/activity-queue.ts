import type { AttemptId } from "../../core/command.ts";
import type { ActivityQueue, ActivityTask } from "../../engine/ports.ts";

/** Activity tasks in memory. */
export class MemoryActivityQueue implements ActivityQueue {
  private waiting: Map<string, Set<ActivityTask>> | undefined;

  put(activityArn: string, task: ActivityTask): void {
    this.waiting ??= new Map();
    const tasks = this.waiting.get(activityArn) ?? new Set();
    this.waiting.set(activityArn, tasks.add(task));
  }

  take(activityArn: string): ActivityTask | undefined {
    const tasks = this.waiting?.get(activityArn);
    for (const task of tasks ?? []) {
      tasks?.delete(task);
      return task;
    }
    return undefined;
  }

  remove(executionArn: string, attempt: AttemptId): void {
    for (const tasks of this.waiting?.values() ?? []) {
      for (const task of tasks) {
        if (task.executionArn === executionArn && task.attempt === attempt) tasks.delete(task);
      }
    }
  }
}
