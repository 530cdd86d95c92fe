import { readWakeMessage } from "../../adapters/aws/wake-message.ts";
import { runtimeMetrics } from "../environment/metrics.ts";
import { endPoisoned } from "./end-poisoned.ts";
import type { BatchResponse, FunctionContext, QueueEvent, QueueRecord } from "./function-events.ts";
import { readHandedOver } from "./hand-over.ts";
import { faultFields } from "./lambda-log.ts";
import type { LambdaWorld } from "./lambda-world.ts";
import type { MetricLines } from "./metric-lines.ts";
import { oneByOne } from "./one-by-one.ts";

/**
 * What nobody could follow, although it was tried again and again: an execution that is due and has
 * not moved since ends, for whoever drives it dies; any other goes on.
 */
export class DeadLetters {
  private readonly world: LambdaWorld;
  private readonly metrics: MetricLines;

  constructor(world: LambdaWorld, metrics: MetricLines) {
    this.world = world;
    this.metrics = metrics;
  }

  /** Answers the messages that must come again. */
  handle(event: QueueEvent, context: FunctionContext): Promise<BatchResponse> {
    // Each is suspected of killing whoever touches it.
    return oneByOne(this.world, event, context, (record) => this.isDone(record));
  }

  private async isDone({ body, attributes, messageId }: QueueRecord): Promise<boolean> {
    const { log, queues } = this.world.parts;
    const message = readWakeMessage(body);
    const task = message === undefined ? readHandedOver(body) : undefined;
    const arn = message?.arn ?? task?.executionArn;
    if (arn === undefined) {
      log.error("a dead letter is no message of ours", { messageId });
      return true;
    }
    try {
      // What became of a Task that no runner has performed, whoever looks at its execution finds.
      const sinceMs = message?.sinceMs ?? Number(attributes.SentTimestamp ?? 0);
      const outcome =
        task === undefined ? await endPoisoned(this.world.engine, arn, sinceMs) : "goesOn";
      log.error("a message could not be followed", { arn, outcome });
      if (outcome === "ended") this.metrics.count(runtimeMetrics.poisoned);
      else if (outcome === "goesOn") await queues.wake({ arn });
      return true;
    } catch (error) {
      log.error("a dead letter was not dealt with", { arn, ...faultFields(error) });
      return false;
    }
  }
}
