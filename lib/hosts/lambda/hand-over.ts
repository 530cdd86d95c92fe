import type { RunTask } from "../../core/command.ts";
import type { MaybePromise } from "../../core/maybe-promise.ts";
import type { ExecutionInfo } from "../../core/snapshot.ts";
import { readDocument, writeDocument } from "../../data/document.ts";
import type { HandedOverTask, TaskRunner } from "../../engine/ports.ts";
import { isJsonObject } from "../../language/json.ts";
import type { MessageQueues } from "./message-queues.ts";

/** Hands Tasks to the task runners' queue. */
export class HandOver implements TaskRunner {
  private readonly queues: Pick<MessageQueues, "task">;
  private readonly boundMs: (task: RunTask, execution: ExecutionInfo) => number | undefined;

  /** `boundMs`: how long a Task may take; the runner's own process may not know. */
  constructor(queues: Pick<MessageQueues, "task">, boundMs: HandOver["boundMs"]) {
    this.queues = queues;
    this.boundMs = boundMs;
  }

  handOver(handedOver: HandedOverTask): MaybePromise<void> {
    const { request } = handedOver;
    const boundMs = request && this.boundMs(request.task, request.execution);
    const task = { ...handedOver, ...(boundMs !== undefined && { boundMs }) };
    const whole = writeDocument(task as never);
    if (Buffer.byteLength(whole) <= messageBytesMax) return this.queues.task(whole);
    // The runner finds in the journal what does not fit into a message.
    const { executionArn, incarnation, attempt } = task;
    const short = { executionArn, incarnation, attempt, ...(boundMs !== undefined && { boundMs }) };
    return this.queues.task(writeDocument(short));
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
