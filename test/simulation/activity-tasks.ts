import type { ActivityTask } from "../../lib/engine/ports.ts";

/** Activity tasks, each kept until it is removed, however often it is put. */
export class ActivityTasks {
  private readonly kept = new Map<string, KeptTask>();

  /** Whoever has taken it has it no more. */
  put(activityArn: string, task: ActivityTask): void {
    this.kept.set(keyOf(task.executionArn, task.attempt), { activityArn, task, taker: undefined });
  }

  /** The oldest task that this taker has not taken; it is the taker's as long as that lives. */
  take(activityArn: string, taker: object): ActivityTask | undefined {
    for (const entry of this.kept.values()) {
      if (entry.activityArn !== activityArn || entry.taker === taker) continue;
      entry.taker = taker;
      return entry.task;
    }
    return undefined;
  }

  remove(executionArn: string, attempt: number): void {
    this.kept.delete(keyOf(executionArn, attempt));
  }
}

interface KeptTask {
  readonly activityArn: string;
  readonly task: ActivityTask;
  taker: object | undefined;
}

function keyOf(executionArn: string, attempt: number): string {
  return `${attempt} ${executionArn}`;
}
