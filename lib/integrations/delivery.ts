import type { TaskRequest } from "../engine/ports.ts";

/**
 * The Tasks that are delivered at least once: an attempt that a crash has cut is made again, with
 * the same idempotency key, instead of failing as interrupted. All others are made at most once.
 */
export class AtLeastOnce {
  private readonly tasks: ReadonlySet<string>;

  /** @param tasks `machine`, or `machine/State` */
  constructor(tasks: readonly string[]) {
    this.tasks = new Set(tasks);
  }

  covers({ execution, task }: TaskRequest): boolean {
    if (this.tasks.size === 0) return false;
    const { stateMachineName } = execution;
    return (
      this.tasks.has(stateMachineName) || this.tasks.has(`${stateMachineName}/${task.stateName}`)
    );
  }
}

/** Names an attempt: the same however often it is made, and of no other attempt. */
export function idempotencyKey({ execution, incarnation, task }: TaskRequest): string {
  return `${execution.executionArn}/${incarnation.toString(36)}/${task.attempt}`;
}
