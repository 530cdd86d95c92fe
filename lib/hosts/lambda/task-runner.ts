import { runHandedOverTask } from "../../engine/run-handed-over-task.ts";
import type { BatchResponse, FunctionContext, QueueEvent, QueueRecord } from "./function-events.ts";
import { readHandedOver } from "./hand-over.ts";
import { faultFields } from "./lambda-log.ts";
import type { LambdaWorld } from "./lambda-world.ts";

/** Performs Tasks for which interpreters have no time, one at a time. */
export class LambdaTaskRunner {
  private readonly world: LambdaWorld;
  private readonly sleep: (milliseconds: number) => Promise<void>;

  constructor(world: LambdaWorld, sleep: (milliseconds: number) => Promise<void>) {
    this.world = world;
    this.sleep = sleep;
  }

  /** Answers the messages that must come again. */
  async handle({ Records }: QueueEvent, context: FunctionContext): Promise<BatchResponse> {
    this.world.invocation.begin(context);
    const kept: { readonly itemIdentifier: string }[] = [];
    for (const record of Records) {
      if (!(await this.isDone(record))) kept.push({ itemIdentifier: record.messageId });
    }
    await this.world.rest();
    return { batchItemFailures: kept };
  }

  private async isDone({ body, messageId }: QueueRecord): Promise<boolean> {
    const { engine, invocation, parts } = this.world;
    const task = readHandedOver(body);
    if (task === undefined) {
      parts.log.error("a message is no Task", { messageId });
      return true;
    }
    const { executionArn, attempt } = task;
    try {
      const outcome = await runHandedOverTask(engine, task, {
        deadByMs: invocation.endsMs + clockMarginMs,
        pause: this.sleep,
      });
      parts.log.info("a Task was handed over", { executionArn, attempt, outcome });
      return true;
    } catch (error) {
      parts.log.error("a Task was not performed", { executionArn, attempt, ...faultFields(error) });
      return false;
    }
  }
}

/** Clocks of sandboxes differ by less. */
const clockMarginMs = 5_000;
