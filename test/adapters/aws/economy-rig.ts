import type { Item } from "../../../lib/adapters/aws/dynamodb-calls.ts";
import { readSortKey } from "../../../lib/adapters/aws/keys.ts";
import { lazyDue } from "../../../lib/adapters/aws/meta-state.ts";
import { MemoryWakeQueue } from "../../../lib/adapters/memory/wake-queue.ts";
import { compileMachine } from "../../../lib/core/machine.ts";
import { Engine } from "../../../lib/engine/engine.ts";
import type { ExecutionMeta } from "../../../lib/engine/journal-port.ts";
import { EngineMapRuns } from "../../../lib/engine/map-runs.ts";
import type { TaskRequest } from "../../../lib/engine/ports.ts";
import { startExecution } from "../../../lib/engine/start-execution.ts";
import type { Startable } from "../../../lib/engine/startable.ts";
import type { TaskReply } from "../../../lib/engine/task-reply.ts";
import type { JsonValue } from "../../../lib/language/json.ts";
import type { StateMachineDefinition } from "../../../lib/language/state-machine.ts";
import { VirtualClock } from "../../../lib/testing/virtual-clock.ts";
import { type DynamoDbUsage, nothingUsed, SimulatedDynamoDb } from "./simulated-dynamodb.ts";
import { SimulatedS3 } from "./simulated-s3.ts";
import { type SimulatedStores, simulatedStores } from "./simulated-stores.ts";

const account = "us-east-1:123456789012";

/** Executions of one state machine on a simulated table, by processes as Lambda has them. */
export class EconomyRig {
  readonly clock = new VirtualClock(Date.UTC(2026, 0, 1), 1);
  readonly dynamoDb = new SimulatedDynamoDb();
  readonly s3 = new SimulatedS3();
  readonly troubles: unknown[] = [];
  private readonly definition: object;
  private readonly invoke: (request: TaskRequest) => TaskReply;

  constructor(definition: object, invoke: (request: TaskRequest) => TaskReply) {
    this.definition = definition;
    this.invoke = invoke;
  }

  readonly executionArn = `arn:aws:states:${account}:execution:OrderProcessing:0b6d2c9e`;

  process(): Process {
    const stores = simulatedStores({
      now: () => this.clock.now(),
      dynamoDb: this.dynamoDb,
      s3: this.s3,
      dueSlack: lazyDue,
    });
    return new Process(this, stores, this.startable, async (request) => this.invoke(request));
  }

  /** Starts an execution, and runs it as far as it goes; answers what was used in all. */
  async run(input: JsonValue): Promise<DynamoDbUsage> {
    this.dynamoDb.used = nothingUsed();
    const meta = await this.process().start(input);
    await this.process().begin(meta);
    return this.dynamoDb.used;
  }

  /** The records' items. */
  get records(): readonly Item[] {
    return [...this.dynamoDb.items()].filter(({ sk = { S: "" } }) => {
      return "S" in sk && readSortKey(sk.S).kind === "record";
    });
  }

  private get startable(): Startable {
    const roleArn = "arn:aws:iam::123456789012:role/OrderProcessingRole";
    return {
      stateMachineArn: `arn:aws:states:${account}:stateMachine:OrderProcessing`,
      name: "OrderProcessing",
      type: "STANDARD",
      roleArn,
      machine: compileMachine(this.definition as StateMachineDefinition),
      revision: {
        revisionId: "b5a7c5a4-8c1b-4a52-9f2e-0d1c3b7e6f10",
        definitionHash: "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea",
        roleArn,
        logging: { level: "OFF", includeExecutionData: false },
        tracing: { enabled: false },
        updatedMs: Date.UTC(2025, 11, 1),
      },
    };
  }
}

/** A sandbox: an engine that shares the table with others. */
class Process {
  readonly queue = new MemoryWakeQueue();
  readonly engine: Engine;
  private readonly rig: EconomyRig;
  readonly stores: SimulatedStores;
  private readonly startable: Startable;

  constructor(
    rig: EconomyRig,
    stores: SimulatedStores,
    startable: Startable,
    invoke: (request: TaskRequest) => Promise<TaskReply>,
  ) {
    this.rig = rig;
    this.stores = stores;
    this.startable = startable;
    const { clock, troubles } = rig;
    this.engine = new Engine(
      {
        clock,
        ...stores,
        wakeQueue: this.queue,
        invoker: { invoke, cancel: () => undefined, isRepeatable: () => false },
      },
      {
        retentionMs: 90 * 86_400_000,
        intents: { inHandUntilMs: () => clock.now() + 65_000 },
        mapRuns: () => new EngineMapRuns(this.engine, noData),
        troubled: (_arn, error) => troubles.push(error),
        crashed: (error) => troubles.push(error),
      },
    );
    const hash = startable.revision?.definitionHash ?? "";
    this.engine.machines.add(hash, startable.machine);
  }

  /** StartExecution; answers the META that the first wake-up brings. */
  async start(input: JsonValue): Promise<ExecutionMeta> {
    const request = { name: "0b6d2c9e", input };
    const driver = await startExecution(this.engine, this.startable, request);
    if (driver === undefined) throw new Error("the name is taken");
    return driver.meta;
  }

  /** The first wake-up: a large META is not in it. */
  async begin(meta: ExecutionMeta): Promise<void> {
    const { executionArn } = this.rig;
    if (JSON.stringify(meta).length > metaBytesMax) return this.look();
    this.stores.assume(executionArn, meta);
    await this.engine.lookAt(executionArn, meta);
    await this.settle();
  }

  /** A wake-up. */
  async look(): Promise<void> {
    await this.engine.lookAt(this.rig.executionArn);
    await this.settle();
  }

  /** Until nothing is under way. */
  private async settle(): Promise<void> {
    for (let turn = 0; turn < 100_000; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.engine.isAtRest(this.rig.executionArn)) return;
    }
  }
}

const metaBytesMax = 40_000;

const noData = {
  read: () => Promise.reject(new Error("no readers here")),
  write: () => Promise.reject(new Error("no writers here")),
  release: () => {},
};

/** So many Tasks in a row, each behind so many pure states; `fields` are of each Task. */
export function chain(tasks: number, pure = 1, fields: object = {}): object {
  const states: { [name: string]: object } = {};
  for (let task = 0; task < tasks; task++) {
    for (let n = 0; n < pure; n++) {
      const Next = n + 1 < pure ? `Prepare${task}-${n + 1}` : `Charge${task}`;
      states[`Prepare${task}-${n}`] = { Type: "Pass", Next };
    }
    const next = task + 1 < tasks ? `Prepare${task + 1}-0` : undefined;
    states[`Charge${task}`] = {
      Type: "Task",
      Resource: "arn:aws:lambda:us-east-1:123456789012:function:ChargeCard",
      ...fields,
      ...(next === undefined ? { End: true } : { Next: next }),
    };
  }
  return { StartAt: "Prepare0-0", States: states };
}

/** An order of about so many bytes, in which little comes twice. */
export function order(bytes: number, seed = bytes): JsonValue {
  let state = seed >>> 0;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const word = () => Array.from({ length: 6 }, () => letters[random(26)]).join("");
  const lines: JsonValue[] = [];
  const order = { orderId: `${word()}-${random(1e9)}`, lines };
  let size = JSON.stringify(order).length;
  while (size < bytes) {
    const price = random(100_000) / 100;
    const line = { sku: word(), qty: random(100), price, name: `${word()} ${word()}` };
    lines.push(line);
    size += JSON.stringify(line).length + 1;
  }
  return order;
}

const letters = "abcdefghijklmnopqrstuvwxyz";
