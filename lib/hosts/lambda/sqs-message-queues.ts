import type { QueueCalls } from "../../adapters/aws/queue-calls.ts";
import { SqsSender } from "../../adapters/aws/sqs-queues.ts";
import { type WakeMessage, writeWakeMessage } from "../../adapters/aws/wake-message.ts";
import type { Clock } from "../../engine/ports.ts";
import { delayMsMax, type MessageQueues } from "./message-queues.ts";
import type { RuntimeSettings } from "./runtime-settings.ts";

type QueueUrls = Pick<RuntimeSettings, "wakeQueueUrl" | "aloneQueueUrl" | "taskQueueUrl">;

/** A runtime's queues in SQS. */
export class SqsMessageQueues implements MessageQueues {
  private readonly calls: QueueCalls;
  private readonly sender: SqsSender;
  private readonly urls: QueueUrls;
  private readonly clock: Pick<Clock, "now">;

  constructor(
    calls: QueueCalls,
    urls: QueueUrls,
    clock: Pick<Clock, "now">,
    sender = new SqsSender(calls),
  ) {
    this.calls = calls;
    this.sender = sender;
    this.urls = urls;
    this.clock = clock;
  }

  wake(message: WakeMessage): Promise<void> {
    const delay = this.delaySeconds(message.at);
    return this.sender.send(this.urls.wakeQueueUrl, writeWakeMessage(message), delay);
  }

  wakeAlone(message: WakeMessage): Promise<void> {
    return this.sender.send(this.urls.aloneQueueUrl, writeWakeMessage(message));
  }

  task(body: string): Promise<void> {
    return this.sender.send(this.urls.taskQueueUrl, body);
  }

  async delete(queueArn: string, receiptHandles: readonly string[]): Promise<void> {
    const Entries = receiptHandles.map((ReceiptHandle, index) => ({
      Id: String(index),
      ReceiptHandle,
    }));
    const QueueUrl = this.urlOf(queueArn);
    await this.calls("deleteMessageBatch", { QueueUrl, Entries });
  }

  /** Up to the instant, in whole seconds: whoever is early sends the message on. */
  private delaySeconds(at: number | undefined): number {
    if (at === undefined) return 0;
    const delayMs = Math.min(at - this.clock.now(), delayMsMax);
    return Math.max(0, Math.ceil(delayMs / 1_000));
  }

  private urlOf(queueArn: string): string {
    const name = queueArn.split(":").at(-1) ?? "";
    return isQueue(queueArn, this.urls.aloneQueueUrl)
      ? this.urls.aloneQueueUrl
      : this.urls.wakeQueueUrl.replace(/[^/]*$/, name);
  }
}

/** Does the ARN name the queue of this URL? */
export function isQueue(queueArn: string, queueUrl: string): boolean {
  return queueArn.split(":").at(-1) === queueUrl.split("/").at(-1);
}
