import { lazyDue } from "../../../lib/adapters/aws/meta-state.ts";
import { readWakeMessage, type WakeMessage } from "../../../lib/adapters/aws/wake-message.ts";
import { awsLimits } from "../../../lib/data/limits.ts";
import type { ExecutionMeta, JournalRecord } from "../../../lib/engine/journal-port.ts";
import type { MapData } from "../../../lib/engine/map-data-port.ts";
import { EngineMapRuns } from "../../../lib/engine/map-runs.ts";
import type { Invoker, TaskRequest } from "../../../lib/engine/ports.ts";
import type { TaskReply } from "../../../lib/engine/task-reply.ts";
import { DeadLetters } from "../../../lib/hosts/lambda/dead-letters.ts";
import type {
  BatchResponse,
  FunctionContext,
  QueueRecord,
} from "../../../lib/hosts/lambda/function-events.ts";
import { Interpreter } from "../../../lib/hosts/lambda/interpreter.ts";
import { type ApiEvent, LambdaApi } from "../../../lib/hosts/lambda/lambda-api.ts";
import { LambdaOperations } from "../../../lib/hosts/lambda/lambda-operations.ts";
import { LambdaTelemetry } from "../../../lib/hosts/lambda/lambda-telemetry.ts";
import { LambdaWorld } from "../../../lib/hosts/lambda/lambda-world.ts";
import type { MessageQueues } from "../../../lib/hosts/lambda/message-queues.ts";
import { MetricLines } from "../../../lib/hosts/lambda/metric-lines.ts";
import { Sweeper } from "../../../lib/hosts/lambda/sweeper.ts";
import { LambdaTaskRunner } from "../../../lib/hosts/lambda/task-runner.ts";
import type {
  LambdaAnswer,
  LambdaBackend,
  LambdaCall,
} from "../../../lib/integrations/lambda/lambda-backend.ts";
import { ServiceInvoker } from "../../../lib/integrations/service-invoker.ts";
import { VirtualClock } from "../../../lib/testing/virtual-clock.ts";
import { SimulatedDynamoDb } from "../../adapters/aws/simulated-dynamodb.ts";
import { SimulatedS3 } from "../../adapters/aws/simulated-s3.ts";
import { simulatedStores } from "../../adapters/aws/simulated-stores.ts";

export const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:runtime";
const roleArn = "arn:aws:iam::123456789012:role/states";

export interface RigOptions {
  readonly machines?: { readonly [name: string]: object };
  /** What Tasks answer; by default their parameters. */
  invoke?(request: TaskRequest): TaskReply | Promise<TaskReply>;
  /** What functions answer, in the place of `invoke`: Tasks are performed as they are on AWS. */
  callFunction?(call: LambdaCall): Promise<unknown>;
  /** Of each state machine. */
  readonly tags?: { readonly [key: string]: string };
  /** Where Map Runs read and write. @default nothing is read, and nothing written */
  readonly data?: MapData;
  /** Told before the first steps of an execution that a sandbox looks at. */
  prepare?(meta: ExecutionMeta): Promise<void>;
  /** How long a Task may take, in ms. @default 1000 */
  boundMs?(request: Pick<TaskRequest, "task">["task"]): number | undefined;
}

type QueueName = "wake" | "alone" | "tasks" | "deadLetters";

interface Message {
  readonly queue: QueueName;
  readonly body: string;
  /** When it can be received. */
  visibleMs: number;
  received: number;
  readonly id: string;
}

/** A runtime whose table, bucket and queues are simulated, and whose sandboxes the test makes. */
export class RuntimeRig {
  readonly clock = new VirtualClock(Date.UTC(2026, 0, 1), 1);
  readonly dynamoDb = new SimulatedDynamoDb();
  readonly s3 = new SimulatedS3();
  readonly messages: Message[] = [];
  /** Every message that was ever sent. */
  readonly sent: Message[] = [];
  readonly deleted: string[] = [];
  readonly lines: string[] = [];
  readonly problems: string[] = [];
  /** Told of each record that a sandbox wins. */
  recorded: (record: JournalRecord, meta: ExecutionMeta) => void = () => {};
  /** Refuses to take messages. */
  isQueueDown = false;
  private readonly options: RigOptions;

  constructor(options: RigOptions = {}) {
    this.options = options;
  }

  /** Another sandbox of any function: nothing is shared but what the queues and the table hold. */
  sandbox(): Sandbox {
    return new Sandbox(this, this.options);
  }

  /** Creates the machines; answers a sandbox of the API. */
  async deployed(): Promise<Sandbox> {
    const api = this.sandbox();
    for (const [name, definition] of Object.entries(this.options.machines ?? {})) {
      await api.call("CreateStateMachine", {
        name,
        roleArn,
        definition: JSON.stringify(definition),
        tags: Object.entries(this.options.tags ?? {}).map(([key, value]) => ({ key, value })),
      });
    }
    return api;
  }

  /** What can be received now. */
  visible(queue: QueueName): readonly Message[] {
    const now = this.clock.now();
    return this.messages.filter((message) => message.queue === queue && message.visibleMs <= now);
  }

  /** Receives up to ten messages, as an event source does. */
  receive(queue: QueueName, max = 10): readonly QueueRecord[] {
    return this.visible(queue)
      .slice(0, max)
      .map((message) => {
        message.received++;
        message.visibleMs = this.clock.now() + 75_000;
        return recordOf(message);
      });
  }

  /** Deletes what was received and not kept. */
  acknowledge(records: readonly QueueRecord[], { batchItemFailures }: BatchResponse): void {
    const kept = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId } of records) if (!kept.has(messageId)) this.remove(messageId);
  }

  remove(messageId: string): void {
    const place = this.messages.findIndex(({ id }) => id === messageId);
    if (place >= 0) this.messages.splice(place, 1);
  }

  send(queue: QueueName, body: string, delayMs = 0): void {
    if (this.isQueueDown) throw new Error("the queue is down");
    const id = String(this.sent.length + 1);
    const visibleMs = this.clock.now() + Math.max(0, Math.min(delayMs, 900_000));
    const message = { queue, body, visibleMs, received: 0, id };
    this.messages.push(message);
    this.sent.push(message);
  }

  wakeUps(): readonly WakeMessage[] {
    return this.messages
      .filter(({ queue }) => queue === "wake")
      .map(({ body }) => readWakeMessage(body) ?? { arn: "" });
  }

  /** Lets time pass while nothing is done but waiting, until the work is done. */
  async passing<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = (): void => {
      isDone = true;
    };
    void work.then(done, done);
    while (!isDone) {
      for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
      const at = isDone ? undefined : this.clock.nextWake();
      if (at !== undefined) this.clock.waitUntil(at);
    }
    return work;
  }

  /**
   * Lets fresh sandboxes work until no message can be received; time is not moved. Answers how many
   * invocations it took.
   */
  async settle(): Promise<number> {
    for (let invocations = 0; ; invocations++) {
      const records = this.receive("wake");
      if (records.length === 0) {
        const [task] = this.receive("tasks", 1);
        if (task === undefined) return invocations;
        this.acknowledge([task], await this.sandbox().run([task]));
        continue;
      }
      this.acknowledge(records, await this.sandbox().interpret(records));
    }
  }
}

/** What `api` answers: as an HTTP response, or an operation's response. */
export interface ApiAnswer {
  readonly statusCode?: number;
  readonly body?: string;
  readonly executionArn?: string;
}

/** A process of a function of the runtime. */
export class Sandbox {
  readonly rig: RuntimeRig;
  readonly world: LambdaWorld;
  /** The services for which there is a client; undefined: all of them. */
  clients: ReadonlySet<string> | undefined;
  /** How long its invocations may take, in ms. */
  timeoutMs = 60_000;
  /** Its process is dead: nothing of it goes on. */
  isKilled = false;
  private readonly metrics: MetricLines;
  private readonly stores;
  private sweeper: Sweeper | undefined;

  constructor(rig: RuntimeRig, options: RigOptions) {
    this.rig = rig;
    const { clock, dynamoDb, s3 } = rig;
    this.stores = simulatedStores({ now: () => clock.now(), dynamoDb, s3, dueSlack: lazyDue });
    this.metrics = new MetricLines((line) => rig.lines.push(line));
    const log = (message: string, fields?: object): void => {
      rig.problems.push(`${message} ${JSON.stringify(fields ?? {})}`);
    };
    const telemetry = new LambdaTelemetry({
      metrics: this.metrics,
      log: { error: log, warn: log, info: log, debug: log },
      now: () => clock.now(),
      putLogs: async () => {},
    });
    this.world = new LambdaWorld({
      clock,
      stores: this.stores,
      queues: queuesOf(rig),
      retentionMs: 90 * 86_400_000,
      limits: awsLimits,
      log: { error: log, warn: log, info: () => {}, debug: () => {} },
      telemetry: {
        recorded: (execution, record, meta) => {
          telemetry.recorded(execution, record, meta);
          rig.recorded(record, meta);
        },
        flush: () => telemetry.flush(),
      },
      invoker: (world) => invokerOf(world, options),
      prepare: (_world, meta) => options.prepare?.(meta),
      mapRuns: (world) => new EngineMapRuns(world.engine, world.tracked(options.data ?? noData)),
      boundMs: (task) => (options.boundMs === undefined ? 1_000 : options.boundMs(task)),
      setTimer: (milliseconds, act) => {
        let isSet = true;
        clock.sleep(milliseconds, () => isSet && !this.isKilled && act());
        return () => {
          isSet = false;
        };
      },
    });
  }

  private get context(): FunctionContext {
    const end = this.rig.clock.now() + this.timeoutMs;
    return {
      getRemainingTimeInMillis: () => end - this.rig.clock.now(),
      invokedFunctionArn: functionArn,
      awsRequestId: "request",
    };
  }

  private get operations(): LambdaOperations {
    return new LambdaOperations({
      world: this.world,
      metrics: this.metrics,
      sleep: async (milliseconds) => this.rig.clock.waitUntil(this.rig.clock.now() + milliseconds),
      hasClient: (service) => this.clients?.has(service) ?? true,
    });
  }

  /** Invokes the function `api`. */
  async invokeApi(event: object): Promise<ApiAnswer> {
    const api = new LambdaApi(this.world, this.operations);
    return (await api.handle(event as ApiEvent, this.context)) as ApiAnswer;
  }

  async call(operation: string, request: object): Promise<Record<string, unknown>> {
    this.world.invocation.begin(this.context);
    const answer = await this.operations.call(operation, request as never, this.context);
    await this.world.rest();
    return JSON.parse(answer);
  }

  async start(stateMachine: string, input: unknown = {}, name?: string): Promise<string> {
    const { executionArn } = await this.call("StartExecution", {
      stateMachineArn: `arn:aws:states:eu-west-1:123456789012:stateMachine:${stateMachine}`,
      input: JSON.stringify(input),
      ...(name !== undefined && { name }),
    });
    return String(executionArn);
  }

  interpret(Records: readonly QueueRecord[]): Promise<BatchResponse> {
    const interpreter = new Interpreter(this.world, {
      isAlone: (queueArn) => queueArn.endsWith(":alone"),
      sleep: () => new Promise(() => {}),
    });
    return interpreter.handle({ Records }, this.context);
  }

  run(Records: readonly QueueRecord[]): Promise<BatchResponse> {
    this.timeoutMs = 900_000;
    return new LambdaTaskRunner(this.world, async () => {}).handle({ Records }, this.context);
  }

  bury(Records: readonly QueueRecord[]): Promise<BatchResponse> {
    return new DeadLetters(this.world, this.metrics).handle({ Records }, this.context);
  }

  async sweep(): Promise<void> {
    await this.makeSweeper().handle({}, this.context);
  }

  /** The table's TTL has removed META of these. */
  forget(arns: readonly string[]): Promise<object> {
    const Records = arns.map((arn, index) => ({
      dynamodb: { SequenceNumber: String(index), Keys: { pk: { S: arn }, sk: { S: "~" } } },
    }));
    return this.makeSweeper().handle({ Records }, this.context);
  }

  private makeSweeper(): Sweeper {
    this.sweeper ??= new Sweeper(this.world, this.metrics, (arn) => this.stores.forget(arn));
    return this.sweeper;
  }
}

function recordOf({ id, queue, body, received, visibleMs }: Message): QueueRecord {
  return {
    messageId: id,
    receiptHandle: `handle ${id}`,
    body,
    attributes: { ApproximateReceiveCount: String(received), SentTimestamp: String(visibleMs) },
    eventSourceARN: `arn:aws:sqs:eu-west-1:123456789012:${queue}`,
  };
}

function queuesOf(rig: RuntimeRig): MessageQueues {
  return {
    wake: async (message) =>
      rig.send("wake", JSON.stringify(message), (message.at ?? 0) - rig.clock.now()),
    wakeAlone: async (message) => rig.send("alone", JSON.stringify(message)),
    task: async (body) => rig.send("tasks", body),
    delete: async (_queueArn, handles) => {
      for (const handle of handles) {
        rig.deleted.push(handle);
        rig.remove(handle.replace("handle ", ""));
      }
    },
  };
}

function invokerOf(world: LambdaWorld, { invoke, callFunction }: RigOptions): Invoker {
  if (callFunction !== undefined) {
    const lambda: LambdaBackend = {
      has: () => true,
      invoke: async (call) => answerOf(await callFunction(call)),
    };
    return new ServiceInvoker(() => ({
      engine: world.engine,
      lambda,
      sdk: noService,
      http: noService,
    }));
  }
  return {
    invoke: async (request) =>
      invoke?.(request) ?? { type: "succeeded", output: request.task.parameters },
    cancel: () => {},
    isRepeatable: () => false,
  };
}

function answerOf(answer: unknown): LambdaAnswer {
  return { statusCode: 200, requestId: "call", payload: JSON.stringify(answer) };
}

const noService = { call: nothing, invoke: nothing };

function nothing(): never {
  throw new Error("only functions are called here");
}

const noData: MapData = {
  read: () => Promise.reject(new Error("nothing is read here")),
  write: async () => ({ files: [] }),
  release: () => {},
};
