import { readWakeMessage, type WakeMessage } from "../../adapters/aws/wake-message.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import type { BatchResponse, FunctionContext, QueueEvent, QueueRecord } from "./function-events.ts";
import { faultFields } from "./lambda-log.ts";
import type { LambdaWorld } from "./lambda-world.ts";

export interface InterpreterSettings {
  /** Do messages of the queue with this ARN come one by one? */
  isAlone(queueArn: string): boolean;
  /** Resolves after so many ms. */
  sleep(milliseconds: number): Promise<void>;
}

/** Looks at the executions and Map Runs that a batch of wake-ups names, all at once. */
export class Interpreter {
  private readonly world: LambdaWorld;
  private readonly settings: InterpreterSettings;

  constructor(world: LambdaWorld, settings: InterpreterSettings) {
    this.world = world;
    this.settings = settings;
  }

  /** Answers the messages that must come again: nobody else would do what they ask for. */
  async handle({ Records }: QueueEvent, context: FunctionContext): Promise<BatchResponse> {
    const { world, settings } = this;
    world.invocation.begin(context);
    const acknowledgements = new Acknowledgements(Records.length, {
      delete: (queueArn, handles) => world.parts.queues.delete(queueArn, handles),
      sleep: settings.sleep,
    });
    const kept = await Promise.all(
      Records.map(async (record) => {
        const isDone = await this.isDone(record);
        if (isDone) acknowledgements.done(record);
        return isDone ? [] : [{ itemIdentifier: record.messageId }];
      }),
    );
    await world.rest();
    await acknowledgements.settled();
    return { batchItemFailures: kept.flat() };
  }

  private async isDone(record: QueueRecord): Promise<boolean> {
    const { log } = this.world.parts;
    const message = readWakeMessage(record.body);
    if (message === undefined) {
      log.error("a message is no wake-up", { messageId: record.messageId });
      return true;
    }
    try {
      return await this.follow(message, record);
    } catch (error) {
      log.error("a wake-up was not followed", { arn: message.arn, ...faultFields(error) });
      return false;
    }
  }

  private async follow(message: WakeMessage, record: QueueRecord): Promise<boolean> {
    const { queues, clock } = this.world.parts;
    const now = clock.now();
    if (message.at !== undefined && message.at > now) {
      await queues.wake(message);
      return true;
    }
    const isAlone = this.settings.isAlone(record.eventSourceARN ?? "");
    const isLost = (message.hops ?? 0) > hopsMax;
    if (isAlone) {
      // It has led nowhere so often that the queue is to give it to the dead letters.
      if (isLost) return false;
    } else if (isLost || receiveCount(record) > 1) {
      const { arn, hops, sinceMs = now } = message;
      await queues.wakeAlone({ arn, hops, sinceMs });
      return true;
    }
    await this.world.look(message);
    return true;
  }
}

/** A process that had the message has died: with it, or because of it. */
function receiveCount({ attributes }: QueueRecord): number {
  return Number(attributes.ApproximateReceiveCount ?? 1);
}

/** Wake-ups of one execution in a row that lead to no record. */
const hopsMax = 100;
