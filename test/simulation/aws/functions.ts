import type { FunctionName } from "../../../lib/hosts/environment/functions.ts";
import { DeadLetters } from "../../../lib/hosts/lambda/dead-letters.ts";
import type {
  BatchResponse,
  FunctionContext,
  QueueEvent,
} from "../../../lib/hosts/lambda/function-events.ts";
import { Interpreter } from "../../../lib/hosts/lambda/interpreter.ts";
import { type InvokedRequest, LambdaApi } from "../../../lib/hosts/lambda/lambda-api.ts";
import { LambdaOperations } from "../../../lib/hosts/lambda/lambda-operations.ts";
import { MetricLines } from "../../../lib/hosts/lambda/metric-lines.ts";
import { Sweeper } from "../../../lib/hosts/lambda/sweeper.ts";
import { LambdaTaskRunner } from "../../../lib/hosts/lambda/task-runner.ts";
import type { SimulatedSandbox } from "./simulated-cloud.ts";

/** What the functions of a runtime are invoked with, and what they answer. */
interface Events {
  readonly api: [InvokedRequest, object];
  readonly interpreter: [QueueEvent, BatchResponse];
  readonly "task-runner": [QueueEvent, BatchResponse];
  readonly "dead-letters": [QueueEvent, BatchResponse];
  readonly sweeper: [object, object];
}

export type SimulatedFunction = FunctionName & keyof Events;
export type FunctionEvent<F extends SimulatedFunction> = Events[F][0];
export type FunctionAnswer<F extends SimulatedFunction> = Events[F][1];

export type Handler<F extends SimulatedFunction> = (
  event: FunctionEvent<F>,
  context: FunctionContext,
) => Promise<FunctionAnswer<F>>;

/** The host's handlers, as `lambda/` makes them of a sandbox. */
export const handlers: {
  readonly [F in SimulatedFunction]: (sandbox: SimulatedSandbox) => Handler<F>;
} = {
  api: (sandbox) => {
    const operations = new LambdaOperations({
      world: sandbox.host,
      sleep: (ms) => sandbox.sleep(ms),
      hasClient: () => true,
      metrics: metrics(),
    });
    const api = new LambdaApi(sandbox.host, operations);
    return (event, context) => api.handle(event, context);
  },
  interpreter: (sandbox) => {
    const interpreter = new Interpreter(sandbox.host, {
      isAlone: (queueArn) => queueArn === sandbox.world.queues.alone.arn,
      sleep: (ms) => sandbox.sleep(ms),
    });
    return (event, context) => interpreter.handle(event, context);
  },
  "task-runner": (sandbox) => {
    const runner = new LambdaTaskRunner(sandbox.host, (ms) => sandbox.sleep(ms));
    return (event, context) => runner.handle(event, context);
  },
  "dead-letters": (sandbox) => {
    const deadLetters = new DeadLetters(sandbox.host, metrics());
    return (event, context) => deadLetters.handle(event, context);
  },
  sweeper: (sandbox) => {
    const sweeper = new Sweeper(sandbox.host, metrics(), (arn) => sandbox.stores.forget(arn));
    return (event, context) => sweeper.handle(event, context);
  },
};

function metrics(): MetricLines {
  return new MetricLines(() => undefined);
}
