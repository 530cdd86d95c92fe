import { functions } from "../../../lib/hosts/environment/functions.ts";
import type { QueueEvent } from "../../../lib/hosts/lambda/function-events.ts";
import {
  type FunctionAnswer,
  type FunctionEvent,
  type Handler,
  handlers,
  type SimulatedFunction,
} from "./functions.ts";
import { Sandbox } from "./sandbox.ts";
import type { Release, SimulatedCloud } from "./simulated-cloud.ts";
import type { QueueMessage, SimulatedQueue } from "./simulated-queue.ts";

interface Warm<F extends SimulatedFunction> {
  readonly sandbox: Sandbox;
  readonly handle: Handler<F>;
}

/** Runs a runtime's functions, each invocation in a sandbox of its own, and feeds them messages. */
export class LambdaRuntime {
  /** Invocations by function. */
  readonly invocations = new Map<SimulatedFunction, number>();
  private readonly world: SimulatedCloud;
  private readonly idle = new Map<string, Warm<never>[]>();
  private readonly polled = new Set<SimulatedQueue>();
  private sandboxes = 0;

  constructor(world: SimulatedCloud) {
    this.world = world;
  }

  /** Undefined: the sandbox was killed, or its time was up. */
  async invoke<F extends SimulatedFunction>(
    name: F,
    event: FunctionEvent<F>,
  ): Promise<FunctionAnswer<F> | undefined> {
    const { world } = this;
    this.invocations.set(name, (this.invocations.get(name) ?? 0) + 1);
    const warm = this.sandboxFor(name);
    const { sandbox, handle } = warm;
    const fault = world.fault(`lambda.${name}`, sandbox, "");
    if (fault === "killed") world.scheduler.after(world.random.below(300), () => sandbox.die());
    world.invoked(name, sandbox, event);
    const timeoutMs = 1_000 * functions[name].timeoutSeconds;
    try {
      return await sandbox.invoke(timeoutMs, (context) => handle(event, context));
    } catch (error) {
      world.failed(sandbox, error);
      return undefined;
    } finally {
      if (!sandbox.isDead) this.idleOf(name, sandbox.release).push(warm as unknown as Warm<never>);
    }
  }

  /** A queue has messages: soon somebody receives them. */
  poll(queue: SimulatedQueue): void {
    if (this.polled.has(queue)) return;
    this.polled.add(queue);
    const { world } = this;
    world.scheduler.after(world.latency(), () => {
      this.polled.delete(queue);
      while (queue.visible.length > 0) this.receive(queue);
    });
  }

  private receive(queue: SimulatedQueue): void {
    const { random, options } = this.world;
    const { batchMax } = queue.settings;
    const count = options.isRough ? 1 + random.below(batchMax) : batchMax;
    const choose = (length: number): number => (options.isRough ? random.below(length) : 0);
    const messages = queue.receive(count, choose);
    if (messages.length > 0) void this.consume(queue, messages);
  }

  private async consume(queue: SimulatedQueue, messages: readonly QueueMessage[]): Promise<void> {
    const { world } = this;
    const name = consumers[queue.settings.name] ?? "interpreter";
    const event: QueueEvent = {
      Records: messages.map(({ id, body, receives, sentMs }) => ({
        messageId: id,
        receiptHandle: id,
        body,
        attributes: { ApproximateReceiveCount: `${receives}`, SentTimestamp: `${sentMs}` },
        eventSourceARN: queue.arn,
      })),
    };
    const fault = world.fault(`lambda.${name}`, undefined, messages.map(({ id }) => id).join(" "));
    // Throttled: the messages come again.
    if (fault === "notInvoked") return;
    if (fault === "redelivered") {
      for (const message of messages) queue.show(message, world.random.below(3_000));
    }
    const answer = await this.invoke(name, event);
    if (answer === undefined) return;
    const kept = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { id } of messages) if (!kept.has(id)) queue.delete(id);
  }

  private idleOf(name: SimulatedFunction, release: Release): Warm<never>[] {
    const key = `${name} ${release}`;
    const idle = this.idle.get(key) ?? [];
    this.idle.set(key, idle);
    return idle;
  }

  private sandboxFor<F extends SimulatedFunction>(name: F): Warm<F> {
    const { options, random } = this.world;
    const release = this.world.release();
    const idle = this.idleOf(name, release);
    const isCold = options.isRough && random.chance(0.1);
    const place = options.isRough ? random.below(idle.length) : 0;
    const [warm] = isCold ? [] : idle.splice(place, 1);
    if (warm !== undefined) return warm as unknown as Warm<F>;
    const skewMs = options.isRough ? random.pick([0, 0, 700, -700, 2_000, -2_000]) : 0;
    this.world.skewed(skewMs);
    const sandbox = new Sandbox(this.world, ++this.sandboxes, name, { skewMs, release });
    return { sandbox, handle: handlers[name](sandbox) as Handler<F> };
  }
}

const consumers: {
  readonly [queue: string]: "interpreter" | "task-runner" | "dead-letters" | undefined;
} = {
  wake: "interpreter",
  alone: "interpreter",
  tasks: "task-runner",
  dead: "dead-letters",
};
