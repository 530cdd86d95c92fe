import type { DynamoDbCalls } from "../../../lib/adapters/aws/dynamodb-calls.ts";
import type { ObjectCalls } from "../../../lib/adapters/aws/object-calls.ts";
import type { QueueCalls } from "../../../lib/adapters/aws/queue-calls.ts";
import { SqsSender } from "../../../lib/adapters/aws/sqs-queues.ts";
import { type AwsStores, awsStores } from "../../../lib/adapters/aws/stores.ts";
import { awsLimits } from "../../../lib/data/limits.ts";
import type { Engine } from "../../../lib/engine/engine.ts";
import type { JournalRecord } from "../../../lib/engine/journal-port.ts";
import { EngineMapRuns } from "../../../lib/engine/map-runs.ts";
import type { Ports } from "../../../lib/engine/ports.ts";
import type { FunctionName } from "../../../lib/hosts/environment/functions.ts";
import type { FunctionContext } from "../../../lib/hosts/lambda/function-events.ts";
import { LambdaWorld } from "../../../lib/hosts/lambda/lambda-world.ts";
import { SqsMessageQueues } from "../../../lib/hosts/lambda/sqs-message-queues.ts";
import { SimulatedFault } from "../faults.ts";
import { SimulatedInvoker } from "../invoker.ts";
import { SimulatedMapData } from "../map-data.ts";
import type { Lie } from "../simulated.ts";
import type { AwsBoundary, AwsFault } from "./aws-faults.ts";
import { nextRelease } from "./next-release.ts";
import { recordingStores } from "./recording-stores.ts";
import type { Release, SimulatedCloud, SimulatedSandbox } from "./simulated-cloud.ts";

/** A sandbox of a Lambda function: the host's code over simulated clients, until it is killed. */
export class Sandbox implements SimulatedSandbox {
  readonly world: SimulatedCloud;
  readonly id: number;
  readonly functionName: FunctionName;
  readonly release: Release;
  readonly host: LambdaWorld;
  readonly stores: AwsStores;
  isDead = false;
  presumedDeadMs: number | undefined;
  private readonly skewMs: number;
  /** Counts the invocations; odd: one is under way. */
  private invocations = 0;
  /** What arrived while it was frozen. */
  private parked: (() => void)[] = [];

  constructor(
    world: SimulatedCloud,
    id: number,
    functionName: FunctionName,
    { skewMs, release }: { readonly skewMs: number; readonly release: Release },
  ) {
    this.world = world;
    this.id = id;
    this.functionName = functionName;
    this.skewMs = skewMs;
    this.release = release;
    const { random, dynamoDb, s3 } = world;
    this.stores = recordingStores(
      this,
      awsStores({
        dynamoDb: release === "next" ? nextRelease(this.dynamoDbCalls()) : this.dynamoDbCalls(),
        tableName: dynamoDb.tableName,
        s3: this.objectCalls(),
        bucket: s3.bucket,
        now: () => this.now(),
        nonce: () => world.nextNonce(),
        retries: { sleep: (ms) => this.sleep(ms), random: () => random.next() },
      }),
    );
    this.host = this.makeHost();
    this.useMachines();
    if (world.options.scenario.isFutile === true) this.goInCircles();
  }

  get engine(): Engine {
    return this.host.engine;
  }

  get ports(): Pick<Ports, "activityQueue"> {
    return this.engine.ports;
  }

  get isBusy(): boolean {
    return this.invocations % 2 === 1;
  }

  now(): number {
    return Math.floor(this.world.scheduler.nowMs + this.skewMs);
  }

  seed(): number {
    return this.world.random.below(0x7fffffff);
  }

  /** Thaws it; undefined: it was killed, or its time was up. */
  async invoke<T>(
    timeoutMs: number,
    work: (context: FunctionContext) => Promise<T>,
  ): Promise<T | undefined> {
    const { scheduler } = this.world;
    const endMs = scheduler.nowMs + timeoutMs;
    const invocation = ++this.invocations;
    const { parked } = this;
    this.parked = [];
    for (const arrive of parked) arrive();
    scheduler.at(endMs, () => {
      if (this.invocations === invocation) this.die("its time is up");
    });
    const context: FunctionContext = {
      getRemainingTimeInMillis: () => endMs - scheduler.nowMs,
      invokedFunctionArn: "arn:aws:lambda:us-east-1:111122223333:function:f",
      awsRequestId: `${this.id}`,
    };
    const over = new Promise<undefined>((resolve) => {
      this.killed = () => resolve(undefined);
    });
    const answer = await Promise.race([work(context), over]);
    if (!this.isDead) this.invocations++;
    return answer;
  }

  private killed: (() => void) | undefined;

  die(why = "is killed"): void {
    if (this.isDead) return;
    this.isDead = true;
    this.presumedDeadMs = this.world.scheduler.nowMs;
    this.world.note(this, why);
    this.world.killed(this);
    this.killed?.();
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) =>
      this.world.scheduler.after(milliseconds, this.arrival(resolve)),
    );
  }

  /** A call at a boundary: it may go wrong in every way that the boundary has. */
  call<T>(boundary: AwsBoundary, key: string, work: () => T, lie?: Lie<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.isDead) return;
      const { world } = this;
      if (!this.isBusy && this.functionName !== "sweeper") {
        world.violation(`${this.functionName} goes on after it has returned`);
      }
      const fault = world.fault(boundary, this, key);
      const fail = (milliseconds: number): void => {
        const uncaught = (): void => world.violation("nobody has caught a failure");
        const error = (): void =>
          lie === undefined
            ? reject(new SimulatedFault("refused", uncaught))
            : resolve(lie("refused"));
        world.scheduler.after(milliseconds, this.arrival(error));
      };
      const reply = (): void => {
        const value = work();
        settle(value);
        world.scheduler.after(
          world.latency(),
          this.arrival(() => resolve(value)),
        );
      };
      world.scheduler.after(world.latency(fault), () => {
        // What was on its way when the sandbox was killed may arrive all the same.
        if (this.isDead && world.random.chance(0.5)) return;
        answers[fault ?? "none"]({ sandbox: this, work: () => settle(work()), reply, fail });
      });
    });
  }

  /** Happens when the sandbox is not frozen; never, if it is dead. */
  private arrival(work: () => void): () => void {
    const arrive = (): void => {
      if (this.isDead) return;
      if (this.isBusy) work();
      else this.parked.push(arrive);
    };
    return arrive;
  }

  private dynamoDbCalls(): DynamoDbCalls {
    const { dynamoDb } = this.world;
    return (action, input) =>
      this.call(`dynamodb.${action}`, dynamoDbKey(input), () => dynamoDb.calls(action, input));
  }

  private objectCalls(): ObjectCalls {
    const { s3 } = this.world;
    return (action, input) => {
      if (action === "deleteObjects") return s3.calls(action, input);
      return this.call(`s3.${action as "putObject" | "getObject"}`, "", () =>
        s3.calls(action, input),
      );
    };
  }

  private queueCalls(): QueueCalls {
    const { queues } = this.world;
    return (action, input) =>
      this.call(`sqs.${action}`, "", () => Promise.resolve(queues.perform(action, input))) as never;
  }

  private messageQueues(): SqsMessageQueues {
    const { world } = this;
    const calls = this.queueCalls();
    const retries = { sleep: (ms: number) => this.sleep(ms), random: () => world.random.next() };
    const sender = new SqsSender(calls, retries, () => world.turn());
    return new SqsMessageQueues(calls, world.queues.urls, this, sender);
  }

  private makeHost(): LambdaWorld {
    const { world } = this;
    const { scenario } = world.options;
    return new LambdaWorld({
      clock: this,
      stores: this.stores,
      queues: this.messageQueues(),
      retentionMs: scenario.retentionMs ?? retentionMs,
      limits: awsLimits,
      log: {
        error: (message, fields) => this.logged(message, fields?.reason, fields?.stack),
        warn: (_message, fields) => this.met(fields?.reason),
        info: () => undefined,
        debug: () => undefined,
      },
      telemetry: {
        recorded: (execution, record) => this.recorded(execution.executionArn, record),
        flush: () => Promise.resolve(),
      },
      invoker: () => new SimulatedInvoker(this),
      mapRuns: (host) => new EngineMapRuns(host.engine, new SimulatedMapData(this)),
      boundMs: ({ stateName }) => world.boundMs(stateName),
      setTimer: (milliseconds, act) => this.setTimer(milliseconds, act),
      turn: () => world.turn(),
    });
  }

  /** What runs in place is recorded nowhere else. */
  private recorded(arn: string, record: JournalRecord): void {
    const { book, ledger } = this.world;
    if (!book.has(arn)) ledger.appended(this, arn, record);
  }

  private setTimer(milliseconds: number, act: () => void): () => void {
    let isSet = true;
    const ring = this.arrival(() => isSet && act());
    this.world.scheduler.after(milliseconds, ring);
    return () => {
      isSet = false;
    };
  }

  private logged(message: string, reason: unknown, stack: unknown): void {
    this.world.note(this, `${message}: ${reason ?? ""}`);
    this.met(reason);
    if (message === "defect" && !String(reason).startsWith("simulated")) {
      this.world.violation(`a defect: ${stack}`);
    }
  }

  private met(reason: unknown): void {
    if (String(reason).startsWith("a record has format")) this.world.metNewer();
  }

  /** As an engine might that has a defect. */
  private goInCircles(): void {
    if (this.functionName !== "interpreter") return;
    const { ports } = this.engine;
    const lookAt = async (arn: string): Promise<void> =>
      ports.wakeQueue.setAlarm(arn, this.now(), false);
    Object.assign(this.engine, { lookAt });
  }

  /** Most sandboxes need not compile what others have compiled. */
  private useMachines(): void {
    const { machines, options, random } = this.world;
    if (options.isRough && random.chance(0.05)) return;
    for (const { revision, machine } of machines) {
      if (revision !== undefined) this.engine.machines.add(revision.definitionHash, machine);
    }
  }
}

interface Answering {
  readonly sandbox: Sandbox;
  readonly work: () => unknown;
  readonly reply: () => void;
  readonly fail: (milliseconds: number) => void;
}

const answers: { readonly [F in AwsFault | "none"]: (call: Answering) => void } = {
  none: ({ reply }) => reply(),
  delayed: ({ reply }) => reply(),
  before: ({ sandbox }) => sandbox.die(),
  after: ({ sandbox, work }) => {
    work();
    sandbox.die();
  },
  refused: ({ fail }) => fail(0),
  throttled: ({ fail }) => fail(0),
  lied: ({ work, fail }) => {
    work();
    fail(0);
  },
  hung: ({ sandbox, work, fail }) => {
    if (sandbox.world.random.chance(0.5)) work();
    fail(requestTimeoutMs);
  },
  lost: ({ sandbox, reply }) => sandbox.world.queues.without(reply),
  twice: ({ work, reply }) => {
    work();
    reply();
  },
  stale: ({ sandbox, reply }) => {
    sandbox.world.holdIndexes();
    reply();
  },
  killed: ({ reply }) => reply(),
  redelivered: ({ reply }) => reply(),
  notInvoked: ({ reply }) => reply(),
};

/** Nobody cares for what came of it. */
function settle(done: unknown): void {
  if (done instanceof Promise) done.catch(() => undefined);
}

function dynamoDbKey(input: object): string {
  const {
    Item,
    Key,
    ExpressionAttributeValues: values,
  } = input as {
    readonly [name: string]: { readonly [name: string]: { readonly S?: string } } | undefined;
  };
  const { pk, sk } = Item ?? Key ?? {};
  return pk === undefined
    ? `${values?.[":p"]?.S ?? ""}`
    : `${pk.S} ${sk?.S?.replace(incarnation, "")}`;
}

/** At the start of a sort key: random, whatever the seed. */
const incarnation = /^[0-9a-z]{11}(?=[DRS])/;
/** As the runtime's clients have it. */
const requestTimeoutMs = 5_000;
const retentionMs = 90 * 86_400_000;
