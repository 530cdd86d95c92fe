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
    // The children of a distributed Map belong to `Machine/Label`.
    const [machineName = ""] = execution.stateMachineName.split("/");
    return this.tasks.has(machineName) || this.tasks.has(`${machineName}/${task.stateName}`);
  }
}

/** Has the host said so, or a tag of the state machine? */
export function isAtLeastOnce(request: TaskRequest, tasks: AtLeastOnce | undefined): boolean {
  const { execution, task } = request;
  const { delivery = none } = execution;
  if (delivery === "at-least-once" || delivery.includes(task.stateName)) return true;
  return tasks?.covers(request) === true;
}

const none: readonly string[] = [];

/** What a service hears of an attempt that may be made again; undefined: it may not. */
export function repeatKey(
  request: TaskRequest,
  tasks: AtLeastOnce | undefined,
): string | undefined {
  return isAtLeastOnce(request, tasks) ? idempotencyKey(request) : undefined;
}

/** Names an attempt: the same however often it is made, and of no other attempt. */
export function idempotencyKey({ execution, incarnation, task }: TaskRequest): string {
  return `${execution.executionArn}/${incarnation.toString(36)}/${task.attempt}`;
}
