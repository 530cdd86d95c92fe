import { openTasks } from "../../lib/engine/task-answers.ts";
import type { TaskReply } from "../../lib/engine/task-reply.ts";
import { DurableRig, type DurableRigOptions } from "./durable-rig.ts";

export const lambda = "arn:aws:lambda:us-east-1:123456789012:function:Work";
export const callback = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
export const child = "arn:aws:states:us-east-1:123456789012:stateMachine:Child";
export const done: TaskReply = { type: "succeeded", output: "done" };
export const submitted: TaskReply = { type: "submitted", output: {} };

export const task = (resource: string, more: object = {}) => ({
  StartAt: "T",
  States: { T: { Type: "Task", Resource: resource, ...more, End: true } },
});
export const row = (length: number) => ({
  StartAt: "S0",
  States: Object.fromEntries(
    Array.from({ length }, (_, n) => [
      `S${n}`,
      {
        Type: "Task",
        Resource: lambda,
        ...(n === length - 1 ? { End: true } : { Next: `S${n + 1}` }),
      },
    ]),
  ),
});
export const wait = (seconds: number) => ({
  StartAt: "W",
  States: { W: { Type: "Wait", Seconds: seconds, End: true } },
});

export const rigOf = (machine: object, more: Partial<DurableRigOptions> = {}) =>
  new DurableRig({ machines: { M: machine }, invoke: () => done, ...more });

/** A Task's replies, given when the test says so. */
export class Replies {
  readonly asked: ((reply: TaskReply) => void)[] = [];
  readonly invoke = () => new Promise<TaskReply>((resolve) => this.asked.push(resolve));
}

export function tokenOf(rig: DurableRig, arn: string): string {
  const snapshot = rig.snapshot(arn);
  const [open] = snapshot === undefined ? [] : openTasks(snapshot);
  if (open === undefined) throw new Error("no Task waits for an answer");
  return open.taskToken;
}

export const succeed = (output: string) => ({ type: "succeeded", output }) as const;
export const abort = (rig: DurableRig) =>
  ({ type: "abort", at: rig.clock.now(), seed: 0 }) as const;

/** What comes of an asynchronous call that may need the process to go on. */
export async function within<T>(rig: DurableRig, work: T | Promise<T>): Promise<T> {
  const box: { value?: T } = {};
  void Promise.resolve(work).then((value) => {
    box.value = value;
  });
  await rig.settle();
  return box.value as T;
}

export function raise(): never {
  throw new Error("not there");
}
