import type {
  QueueAction,
  QueueAnswers,
  QueueInputs,
} from "../../../lib/adapters/aws/queue-calls.ts";
import { type FunctionName, functions } from "../../../lib/hosts/environment/functions.ts";
import type { Scheduler } from "../scheduler.ts";
import { SimulatedQueue } from "./simulated-queue.ts";

/** A runtime's queues, with the figures of its constructs. */
export class SimulatedQueues {
  readonly wake: SimulatedQueue;
  readonly alone: SimulatedQueue;
  readonly tasks: SimulatedQueue;
  readonly deadLetters: SimulatedQueue;
  /** Requests to send. */
  sends = 0;
  private isLosing = false;

  constructor(scheduler: Scheduler, arrived: (queue: SimulatedQueue) => void) {
    const queue = (
      name: string,
      functionName: FunctionName,
      batchMax: number,
      source?: SimulatedQueue,
    ) =>
      new SimulatedQueue(
        {
          name,
          visibilityMs: 1_000 * (functions[functionName].timeoutSeconds + marginSeconds),
          batchMax,
          ...(source && { deadLetters: { queue: source, receivesMax } }),
        },
        scheduler,
        arrived,
      );
    this.deadLetters = queue("dead", "dead-letters", 10);
    this.wake = queue("wake", "interpreter", 10);
    this.alone = queue("alone", "interpreter", 1, this.deadLetters);
    this.tasks = queue("tasks", "task-runner", 1, this.deadLetters);
  }

  get all(): readonly SimulatedQueue[] {
    return [this.wake, this.alone, this.tasks, this.deadLetters];
  }

  get urls() {
    return {
      wakeQueueUrl: this.wake.url,
      aloneQueueUrl: this.alone.url,
      taskQueueUrl: this.tasks.url,
    };
  }

  perform<A extends QueueAction>(action: A, input: QueueInputs[A]): QueueAnswers[A] {
    return this.actions[action](input);
  }

  /** Whatever is sent meanwhile is answered, and lost. */
  without(sending: () => void): void {
    this.isLosing = true;
    sending();
    this.isLosing = false;
  }

  private readonly actions: {
    readonly [A in QueueAction]: (input: QueueInputs[A]) => QueueAnswers[A];
  } = {
    sendMessageBatch: ({ QueueUrl, Entries }) => {
      this.sends++;
      const queue = this.of(QueueUrl);
      for (const { MessageBody, DelaySeconds = 0 } of this.isLosing ? [] : Entries) {
        queue.send(MessageBody, 1_000 * DelaySeconds);
      }
      return { Successful: Entries.map(({ Id }) => ({ Id })) };
    },
    deleteMessageBatch: ({ QueueUrl, Entries }) => {
      const queue = this.of(QueueUrl);
      for (const { ReceiptHandle } of Entries) queue.delete(ReceiptHandle);
      return {};
    },
  };

  private of(url: string): SimulatedQueue {
    const queue = this.all.find((one) => one.url === url);
    if (queue === undefined) throw new Error(`there is no queue ${url}`);
    return queue;
  }
}

const marginSeconds = 15;
const receivesMax = 3;
