import { numberIn, textIn } from "../../../lib/adapters/aws/attributes.ts";
import type { Item } from "../../../lib/adapters/aws/dynamodb-calls.ts";
import { readSortKey } from "../../../lib/adapters/aws/keys.ts";
import { intentsDueMs } from "../../../lib/engine/intents.ts";
import type { Startable } from "../../../lib/engine/startable.ts";
import { sweepAheadMs, sweepEveryMs } from "../../../lib/hosts/lambda/sweep-times.ts";
import { SimulatedDynamoDb } from "../../adapters/aws/simulated-dynamodb.ts";
import { SimulatedS3 } from "../../adapters/aws/simulated-s3.ts";
import { FaultHits, SimulatedFault } from "../faults.ts";
import { Ledger } from "../ledger.ts";
import type { Random } from "../random.ts";
import type { TaskRow } from "../scenario.ts";
import { Scheduler, startMs } from "../scheduler.ts";
import { nextTurn } from "../turns.ts";
import { AwsClient } from "./aws-client.ts";
import type { AwsBoundary, AwsFault } from "./aws-faults.ts";
import { LambdaRuntime } from "./lambda-runtime.ts";
import type { Installed } from "./setup.ts";
import type { CloudOptions, Release, SimulatedCloud, SimulatedSandbox } from "./simulated-cloud.ts";
import { SimulatedQueues } from "./simulated-queues.ts";
import { isRunning, WrittenBook } from "./written-book.ts";

/** An account in the cloud with a runtime in it: table, bucket, queues, functions, a schedule. */
export class Cloud implements SimulatedCloud {
  readonly options: CloudOptions;
  readonly scheduler = new Scheduler(() => this.turning > 0);
  readonly hits = new FaultHits();
  readonly trace: string[] = [];
  readonly violations: string[] = [];
  readonly dynamoDb = new SimulatedDynamoDb();
  readonly s3 = new SimulatedS3();
  readonly queues: SimulatedQueues;
  readonly lambda: LambdaRuntime;
  readonly book: WrittenBook<SimulatedSandbox>;
  readonly ledger: Ledger;
  readonly machines: readonly Startable[];
  /** Calls at boundaries, so far. */
  calls = 0;
  /** When something last went wrong, or was done by somebody outside. */
  lastFaultMs = startMs;
  private readonly throttledUntil = new Map<AwsBoundary, number>();
  private turning = 0;
  private nonces = 0;
  private sweepAt = Number.POSITIVE_INFINITY;

  constructor(options: CloudOptions, { machines, items }: Installed) {
    this.options = options;
    this.machines = machines;
    const { scheduler, random, dynamoDb } = this;
    this.lambda = new LambdaRuntime(this);
    this.queues = new SimulatedQueues(scheduler, (queue) => this.lambda.poll(queue));
    this.book = new WrittenBook<SimulatedSandbox>(
      (writer, arn, record) => this.ledger.appended(writer, arn, record),
      () => scheduler.nowMs,
    );
    this.ledger = new Ledger(this, this.book);
    for (const item of items) void dynamoDb.calls("putItem", { TableName: "table", Item: item });
    dynamoDb.used = { ...dynamoDb.used, requests: 0, writeUnits: 0, indexWriteUnits: 0 };
    if (options.isRough) dynamoDb.pageBytesMax = random.pick([1_048_576, 1_000]);
    dynamoDb.hooks = {
      after: (action, input) => {
        if (action === "putItem" && "Item" in input) this.stored(input.Item);
        this.dueWritten(input);
      },
    };
  }

  get random(): Random {
    return this.options.random;
  }

  newClient(): AwsClient {
    return new AwsClient(this);
  }

  task(stateName: string): TaskRow {
    const row = this.options.scenario.tasks[stateName];
    if (row === undefined) throw new Error(`nothing stands for the Task "${stateName}"`);
    return row;
  }

  /** How long the Task may take, as far as that is known. */
  boundMs(stateName: string): number | undefined {
    const row = this.options.scenario.tasks[stateName];
    return row === undefined ? 0 : "boundMs" in row ? row.boundMs : boundMsDefault;
  }

  nextNonce(): number {
    return ++this.nonces;
  }

  /** What goes wrong with a call that is being made. */
  fault(
    boundary: AwsBoundary,
    sandbox: SimulatedSandbox | undefined,
    key: string,
  ): AwsFault | undefined {
    this.calls++;
    const until = this.throttledUntil.get(boundary) ?? 0;
    const isThrottled = until > this.scheduler.nowMs;
    const fault = isThrottled ? "refused" : this.options.plan.next(boundary);
    if (this.options.isUntraced !== true) {
      this.note(sandbox, `${boundary} ${key}${fault === undefined ? "" : ` !${fault}`}`);
    }
    if (fault === undefined) return undefined;
    this.lastFaultMs = this.scheduler.nowMs;
    this.hits.count(`${boundary} ${fault}`);
    if (fault === "throttled") {
      this.throttledUntil.set(boundary, this.scheduler.nowMs + 200 + this.random.below(4_000));
    }
    return fault;
  }

  /** For some time old and new sandboxes are invoked. */
  release(): Release {
    const { deployedAfterMs = Number.POSITIVE_INFINITY } = this.options.scenario;
    const sinceMs = this.scheduler.nowMs - startMs - deployedAfterMs;
    if (sinceMs < 0) return "this";
    return sinceMs > replacedWithinMs || this.random.chance(0.5) ? "next" : "this";
  }

  metNewer(): void {
    this.hits.count("a newer format is met");
  }

  skewed(skewMs: number): void {
    if (skewMs !== 0) this.hits.count(skewMs > 0 ? "a clock is ahead" : "a clock is behind");
  }

  latency(fault?: AwsFault): number {
    if (fault === "delayed") return 1 + this.random.below(3_000);
    return this.options.isRough && this.random.chance(0.2) ? this.random.below(30) : 0;
  }

  note(sandbox: SimulatedSandbox | undefined, text: string): void {
    if (this.options.isUntraced === true) return;
    const at = this.scheduler.nowMs - startMs;
    const who = sandbox === undefined ? "-" : `${sandbox.functionName}${sandbox.id}`;
    this.trace.push(`${at} ${who} ${text}`);
  }

  violation(text: string): void {
    this.note(undefined, `VIOLATION ${text}`);
    this.violations.push(text);
  }

  killed(_sandbox: SimulatedSandbox): void {
    this.lastFaultMs = this.scheduler.nowMs;
  }

  /** An invocation has ended with an error: it is no defect where something else went wrong. */
  failed(sandbox: SimulatedSandbox, error: unknown): void {
    this.note(sandbox, `fails: ${error}`);
    this.lastFaultMs = this.scheduler.nowMs;
    if (error instanceof SimulatedFault) return;
    this.violation(`a defect: ${error instanceof Error ? error.stack : error}`);
  }

  /** Resolves when all that was ready to run has run; nothing else happens before. */
  async turn(): Promise<void> {
    this.turning++;
    await nextTurn();
    this.turning--;
  }

  /** Indexes do not take in what is written, for a while. */
  holdIndexes(): void {
    const { dynamoDb, scheduler, random } = this;
    dynamoDb.holdsIndexes = true;
    scheduler.after(1 + random.below(8_000), () => {
      dynamoDb.holdsIndexes = false;
      dynamoDb.replicate();
    });
  }

  /** A function is invoked with this event: poison may be in it. */
  invoked(name: string, sandbox: SimulatedSandbox, event: object): void {
    this.options.mutant?.change(sandbox);
    if (this.options.scenario.isPoison !== true || name !== "interpreter") return;
    const poisoned = [...this.book.executions.values()].find(isRunning);
    if (poisoned === undefined) return;
    const { executionArn } = poisoned.meta.info;
    if (!JSON.stringify(event).includes(executionArn)) return;
    this.scheduler.after(0, () => sandbox.die("is poisoned"));
  }

  /** Executions that have ended. */
  get ended(): number {
    return this.book.ended;
  }

  /** Has everything ended, and is nothing due any more? */
  get isAtRest(): boolean {
    const { executions, ended } = this.book;
    if (executions.size === 0 || ended < executions.size) return false;
    for (const { unconfirmed } of executions.values()) if (unconfirmed > 0) return false;
    return this.earliestDueMs === Number.POSITIVE_INFINITY;
  }

  private stored(item: Item): void {
    if (readSortKey(textIn(item, "sk")).kind === "meta") {
      const meta = this.book.pendingMeta(item);
      if (meta !== undefined) this.ledger.creates(meta);
    }
    this.book.stored(item);
  }

  /** What is written may be due. */
  private dueWritten(input: object): void {
    const { Item, ExpressionAttributeValues: values } = input as Written;
    const due = Item?.u ?? values?.[":u"];
    if (due !== undefined && "N" in due) this.sweepFor(Number(due.N));
  }

  /** The sweeper comes each minute; where it would find nothing, it need not. */
  private sweepFor(dueMs: number): void {
    if (dueMs === Number.POSITIVE_INFINITY) return;
    const { nowMs } = this.scheduler;
    const from = Math.max(nowMs, dueMs - sweepAheadMs - sweepEveryMs);
    const at = Math.ceil((from + 1 - startMs) / sweepEveryMs) * sweepEveryMs + startMs;
    if (at >= this.sweepAt) return;
    this.sweepAt = at;
    this.scheduler.at(at, () => {
      if (this.sweepAt !== at) return;
      this.sweepAt = Number.POSITIVE_INFINITY;
      const { earliestDueMs } = this;
      if (earliestDueMs <= at + sweepAheadMs + sweepEveryMs) this.sweep();
      this.sweepFor(earliestDueMs);
    });
  }

  /** Of what the table has in its due index. */
  private get earliestDueMs(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const item of this.dynamoDb.items()) {
      const dueMs = item.d === undefined ? undefined : numberIn(item, "u");
      if (dueMs !== undefined && dueMs < earliest) earliest = dueMs;
    }
    return earliest;
  }

  private sweep(): void {
    const fault = this.fault("lambda.sweeper", undefined, "");
    this.lookForStuck();
    if (fault === "notInvoked") return;
    this.scheduler.after(this.latency(), () => void this.lambda.invoke("sweeper", {}));
  }

  /** What is due is done within two sweeps after the last thing that went wrong. */
  private lookForStuck(): void {
    const { nowMs } = this.scheduler;
    for (const { meta, snapshot, lastMs, unconfirmed } of [...this.book.executions.values()].filter(
      isRunning,
    )) {
      const isReady = snapshot === undefined || snapshot.ready.length > 0 || unconfirmed > 0;
      const timersMs = snapshot?.dueMs ?? Number.POSITIVE_INFINITY;
      const intentsMs = (snapshot && intentsDueMs(snapshot)) ?? Number.POSITIVE_INFINITY;
      const dueMs = isReady ? lastMs : Math.min(timersMs, intentsMs);
      const lateMs = nowMs - Math.max(dueMs, lastMs, this.lastFaultMs);
      const { isPoison, isFutile } = this.options.scenario;
      if (lateMs > lateMsMax && isPoison !== true && isFutile !== true) {
        this.violation(`${meta.info.executionArn} is due since ${lateMs} ms`);
      }
    }
  }
}

interface Written {
  readonly Item?: Item;
  readonly ExpressionAttributeValues?: Item;
}

/** Two sweeps, what a sweep takes for late, and the time for which a message is hidden. */
const lateMsMax = 2 * 60_000 + 30_000 + 75_000 + 5_000;
const boundMsDefault = 3_000;
const replacedWithinMs = 40_000;
