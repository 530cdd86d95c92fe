import type { QueueCalls, QueueEntry } from "./queue-calls.ts";
import { type RetrySettings, withRetries } from "./retries.ts";

/** Sends texts to SQS queues; what is sent in the same turn goes in batches. */
export class SqsSender {
  private readonly calls: QueueCalls;
  private readonly retries: RetrySettings;
  private readonly turn: () => Promise<void>;
  private readonly waiting = new Map<string, Waiting[]>();

  /** `turn` resolves when whoever sends now has sent. */
  constructor(
    calls: QueueCalls,
    retries: RetrySettings = {},
    turn: () => Promise<void> = nextTurn,
  ) {
    this.calls = calls;
    this.retries = retries;
    this.turn = turn;
  }

  /** Resolves when the queue has the message. */
  send(queueUrl: string, body: string, delaySeconds = 0): Promise<void> {
    return new Promise((resolve, reject) => {
      const message = { body, delaySeconds, resolve, reject };
      const waiting = this.waiting.get(queueUrl);
      if (waiting !== undefined) {
        waiting.push(message);
        return;
      }
      this.waiting.set(queueUrl, [message]);
      void this.turn().then(() => this.flush(queueUrl));
    });
  }

  private flush(queueUrl: string): void {
    const waiting = this.waiting.get(queueUrl) ?? [];
    this.waiting.delete(queueUrl);
    for (const batch of batchesOf(waiting)) void this.sendBatch(queueUrl, batch);
  }

  private async sendBatch(queueUrl: string, batch: readonly Waiting[]): Promise<void> {
    try {
      const refused = await withRetries(() => this.trySending(queueUrl, batch), this.retries);
      for (const [index, message] of batch.entries()) {
        const reason = refused.get(String(index));
        if (reason === undefined) message.resolve();
        else message.reject(new Error(`SQS has refused a message: ${reason}`));
      }
    } catch (error) {
      for (const message of batch) message.reject(error);
    }
  }

  /** Why messages were refused for good, by their ids. Throws if it may be tried again. */
  private async trySending(
    queueUrl: string,
    batch: readonly Waiting[],
  ): Promise<ReadonlyMap<string, string>> {
    const Entries = batch.map(({ body, delaySeconds }, index): QueueEntry => {
      const delay = delaySeconds > 0 && { DelaySeconds: delaySeconds };
      return { Id: String(index), MessageBody: body, ...delay };
    });
    const { Failed = [] } = await this.calls("sendMessageBatch", { QueueUrl: queueUrl, Entries });
    // A message that is sent twice does no harm.
    if (Failed.some(({ SenderFault }) => SenderFault !== true))
      throw new QueueFault(Failed[0]?.Code);
    return new Map(
      Failed.map(({ Id = "", Code = "", Message = "" }) => [Id, `${Code} ${Message}`]),
    );
  }
}

interface Waiting {
  readonly body: string;
  readonly delaySeconds: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The queue, not the message, is at fault. */
class QueueFault extends Error {
  constructor(code = "") {
    super(`SQS could not take all messages: ${code}`);
    this.name = "QueueFault";
  }
}

function batchesOf(messages: readonly Waiting[]): Waiting[][] {
  const batches: Waiting[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const more = Buffer.byteLength(message.body);
    const last = batches.at(-1);
    if (last === undefined || last.length === messagesMax || bytes + more > batchBytesMax) {
      batches.push([message]);
      bytes = more;
    } else {
      last.push(message);
      bytes += more;
    }
  }
  return batches;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const messagesMax = 10;
const batchBytesMax = 240_000;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
