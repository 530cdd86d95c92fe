import type { MaybePromise } from "../../core/maybe-promise.ts";
import { readDocument, writeDocument } from "../../data/document.ts";
import type { HandedOverTask, TaskRunner } from "../../engine/ports.ts";
import { isJsonObject } from "../../language/json.ts";
import type { MessageQueues } from "./message-queues.ts";

/** Hands Tasks to the task runners' queue. */
export class HandOver implements TaskRunner {
  private readonly queues: Pick<MessageQueues, "task">;

  constructor(queues: Pick<MessageQueues, "task">) {
    this.queues = queues;
  }

  handOver(task: HandedOverTask): MaybePromise<void> {
    const whole = writeDocument(task as never);
    if (Buffer.byteLength(whole) <= messageBytesMax) return this.queues.task(whole);
    // The runner finds in the journal what does not fit into a message.
    const { executionArn, incarnation, attempt } = task;
    return this.queues.task(writeDocument({ executionArn, incarnation, attempt }));
  }
}

const messageBytesMax = 200_000;

/** Undefined: it is none of ours. */
export function readHandedOver(body: string): HandedOverTask | undefined {
  try {
    const task = readDocument(body);
    if (!isJsonObject(task) || typeof task.executionArn !== "string") return undefined;
    return task as unknown as HandedOverTask;
  } catch {
    return undefined;
  }
}
