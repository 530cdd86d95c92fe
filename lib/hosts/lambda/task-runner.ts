import type { HandedOverTask } from "../../engine/ports.ts";
import { runHandedOverTask } from "../../engine/run-handed-over-task.ts";
import type { BatchResponse, FunctionContext, QueueEvent, QueueRecord } from "./function-events.ts";
import { readHandedOver } from "./hand-over.ts";
import { faultFields } from "./lambda-log.ts";
import type { LambdaWorld } from "./lambda-world.ts";
import { oneByOne } from "./one-by-one.ts";

/** Performs Tasks for which interpreters have no time, one at a time. */
export class LambdaTaskRunner {
  private readonly world: LambdaWorld;
  private readonly sleep: (milliseconds: number) => Promise<void>;

  constructor(world: LambdaWorld, sleep: (milliseconds: number) => Promise<void>) {
    this.world = world;
    this.sleep = sleep;
  }

  /** Answers the messages that must come again. */
  handle(event: QueueEvent, context: FunctionContext): Promise<BatchResponse> {
    return oneByOne(this.world, event, context, (record) => this.isDone(record));
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
        deadByMs: Math.min(invocation.endsMs, this.overMs(task)) + clockMarginMs,
        endsMs: invocation.endsMs,
        pause: this.sleep,
      });
      parts.log.info("a Task was handed over", { executionArn, attempt, outcome });
      return true;
    } catch (error) {
      parts.log.error("a Task was not performed", { executionArn, attempt, ...faultFields(error) });
      return false;
    }
  }

  /** By then the call has ended, whatever becomes of this process. */
  private overMs({ boundMs = Number.POSITIVE_INFINITY }: HandedOverTask): number {
    return this.world.parts.clock.now() + boundMs + callMarginMs;
  }
}

/** What is not in a call's bound: the claim before it, and the start of a function's sandbox. */
const callMarginMs = 15_000;
/** Clocks of sandboxes differ by less. */
const clockMarginMs = 5_000;
