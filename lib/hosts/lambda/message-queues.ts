import type { WakeMessage } from "../../adapters/aws/wake-message.ts";
import type { MaybePromise } from "../../core/maybe-promise.ts";

/** The queues that this host sends to. What is answered as sent arrives at least once. */
export interface MessageQueues {
  /** To the queue of wake-ups, delayed until the message's instant if it has one. */
  wake(message: WakeMessage): MaybePromise<void>;
  /** To the queue whose messages come one by one. */
  wakeAlone(message: WakeMessage): MaybePromise<void>;
  /** To the task runners; `body` is the engine's. */
  task(body: string): MaybePromise<void>;
  /** Deletes messages that were received from the queue of this ARN. */
  delete(queueArn: string, receiptHandles: readonly string[]): MaybePromise<void>;
}

/** No queue delays a message for longer. */
export const delayMsMax = 900_000;
