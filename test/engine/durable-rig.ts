import { MemoryActivityQueue } from "../../lib/adapters/memory/activity-queue.ts";
import { MemoryDefinitions } from "../../lib/adapters/memory/definitions.ts";
import { MemoryWakeQueue } from "../../lib/adapters/memory/wake-queue.ts";
import type { Budget } from "../../lib/core/budget.ts";
import { compileMachine, type Machine } from "../../lib/core/machine.ts";
import type { MapRunSnapshot } from "../../lib/core/map-run/map-run-snapshot.ts";
import type { Snapshot } from "../../lib/core/snapshot.ts";
import type { Blobs } from "../../lib/engine/blobs-port.ts";
import { Engine } from "../../lib/engine/engine.ts";
import type { EngineSettings } from "../../lib/engine/engine-settings.ts";
import type {
  ExecutionMeta,
  Journal,
  JournalMeta,
  MapRunMeta,
} from "../../lib/engine/journal-port.ts";
import type { MapData } from "../../lib/engine/map-data-port.ts";
import { EngineMapRuns } from "../../lib/engine/map-runs.ts";
import type {
  ActivityQueue,
  ActivityTask,
  HandedOverTask,
  Ports,
  TaskRequest,
} from "../../lib/engine/ports.ts";
import { executionFormat, mapRunFormat } from "../../lib/engine/record-format.ts";
import { startExecution } from "../../lib/engine/start-execution.ts";
import type { Startable } from "../../lib/engine/startable.ts";
import type { TaskReply } from "../../lib/engine/task-reply.ts";
import { BlobMapData } from "../../lib/integrations/map-data/blob-map-data.ts";
import { startNested, stopNested } from "../../lib/integrations/start-execution.ts";
import { parseResource } from "../../lib/language/resource.ts";
import type { StateMachineDefinition } from "../../lib/language/state-machine.ts";
import { VirtualClock } from "../../lib/testing/virtual-clock.ts";
import { TextJournal } from "../contracts/text-journal.ts";

export type Invoke = (request: TaskRequest) => TaskReply | Promise<TaskReply>;

/** How a call at a boundary of the process goes wrong. */
export type Fault =
  /** The process dies before it was done. */
  | "before"
  /** Done; the process hears that it failed. */
  | "lied"
  /** Not done, and the process hears so. */
  | "refused"
  /** Done, and the process dies before it hears so. */
  | "after";

export interface DurableRigOptions {
  readonly machines: { readonly [name: string]: object };
  readonly invoke: Invoke;
  /** Whether attempts may be made again. */
  readonly atLeastOnce?: boolean;
  /** Which call goes wrong, counted over all processes from 1. */
  readonly faultAt?: number | undefined;
  readonly fault?: Fault;
  readonly budget?: Budget;
  readonly retentionMs?: number;
  readonly concurrentTasksMax?: number;
  /** Where Map Runs write their results. */
  readonly blobs?: Blobs;
  /** More of what the engine of a process is told. */
  readonly settings?: Partial<EngineSettings>;
}

const account = "us-east-1:123456789012";

/** What outlives processes, and the processes: there is one at a time. */
export class DurableRig {
  readonly clock = new VirtualClock(0, 0);
  readonly options: DurableRigOptions;
  readonly journal: TextJournal<ExecutionMeta, Snapshot>;
  readonly mapRunJournal: TextJournal<MapRunMeta, MapRunSnapshot>;
  /** By activity and attempt: what every process finds in its queue. */
  readonly activityTasks = new Map<string, { arn: string; task: ActivityTask }>();
  readonly machines = new Map<string, Machine>();
  /** Attempts that were made, by execution and attempt. */
  readonly made = new Map<string, number>();
  readonly calls: string[] = [];
  /** What task runners are told. */
  readonly handedOver: HandedOverTask[] = [];
  readonly troubles: unknown[] = [];
  process: Process;

  constructor(options: DurableRigOptions) {
    this.options = options;
    const now = () => this.clock.now();
    this.journal = new TextJournal(executionFormat, { now });
    this.mapRunJournal = new TextJournal(mapRunFormat, { now });
    for (const [name, definition] of Object.entries(options.machines)) {
      this.machines.set(name, compileMachine(definition as StateMachineDefinition));
    }
    this.process = new Process(this);
  }

  /** Another process takes over. */
  restart(): Process {
    this.process.isDead = true;
    this.process = new Process(this);
    return this.process;
  }

  /** Another process takes over, though the former one goes on: answers that one. */
  takeOver(): Process {
    const former = this.process;
    this.process = new Process(this);
    return former;
  }

  startable(name: string): Startable {
    const machine = this.machines.get(name);
    if (machine === undefined) throw new Error(`no machine ${name}`);
    const stateMachineArn = `arn:aws:states:${account}:stateMachine:${name}`;
    const roleArn = "arn:aws:iam::123456789012:role/M";
    return {
      stateMachineArn,
      name,
      type: "STANDARD",
      roleArn,
      machine,
      revision: {
        revisionId: "INITIAL",
        definitionHash: name,
        roleArn,
        logging: { level: "OFF", includeExecutionData: false },
        tracing: { enabled: false },
        updatedMs: 0,
      },
    };
  }

  arnOf(name: string, execution = "e"): string {
    return `arn:aws:states:${account}:execution:${name}:${execution}`;
  }

  /** Starts an execution as a client does that tries until it is answered. */
  async start(name: string, input: object = {}): Promise<string> {
    const executionArn = this.arnOf(name);
    await this.persist(async ({ engine }) => {
      const request = { name: "e", input: input as never };
      await startExecution(engine, this.startable(name), request);
      await engine.ports.wakeQueue.send(executionArn);
      return true;
    });
    return executionArn;
  }

  /** Does it again and again, with whatever process there is, until it says that it was done. */
  async persist(work: (process: Process) => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 400; tries++) {
      const done = { value: false };
      void work(this.process).then(
        (value) => {
          done.value = value;
        },
        () => {},
      );
      await this.settle();
      if (done.value) return;
      this.clock.waitUntil(this.clock.now() + 20);
    }
    throw new Error("nobody ever did it");
  }

  /** Lets the process do what it can do without time passing; a dead one is followed by another. */
  async settle(): Promise<void> {
    for (let idle = 0; idle < 3; idle++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.process.isDead) {
        this.process = new Process(this);
        idle = 0;
      }
      if (this.process.lookAtAll()) idle = 0;
    }
  }

  /** Lets time pass until the execution has ended. */
  async finish(executionArn: string): Promise<Snapshot> {
    for (let rounds = 0; rounds < 1_000; rounds++) {
      await this.settle();
      const snapshot = this.journal.load(executionArn)?.snapshot;
      if (snapshot !== undefined && snapshot.status !== "RUNNING") return snapshot;
      const next = this.process.queue.nextAlarm();
      if (next === undefined) break;
      this.clock.waitUntil(next);
    }
    throw new Error(`stuck: ${executionArn} after ${this.calls.length} calls`);
  }

  snapshot(executionArn: string): Snapshot | undefined {
    return this.journal.load(executionArn)?.snapshot;
  }

  types(executionArn: string): string[] {
    return this.journal.events(executionArn).map(({ type }) => type);
  }
}

/** One process: an engine, its wake-ups, and ports that go wrong as the rig says. */
export class Process {
  readonly rig: DurableRig;
  readonly queue = new MemoryWakeQueue();
  readonly activityQueue = new MemoryActivityQueue();
  readonly engine: Engine;
  isDead = false;

  constructor(rig: DurableRig) {
    this.rig = rig;
    const { options, clock } = rig;
    this.engine = new Engine(this.ports(), {
      concurrentTasksMax: options.concurrentTasksMax,
      budget: options.budget,
      retentionMs: options.retentionMs,
      crashed: (error) => rig.troubles.push(error),
      mapRuns: () => new EngineMapRuns(this.engine, this.mapData()),
      ...options.settings,
    });
    for (const [name, machine] of rig.machines) this.engine.machines.add(name, machine);
    const query = { beforeMs: Number.MAX_SAFE_INTEGER, limit: 1_000 };
    for (const journal of [rig.journal, rig.mapRunJournal]) {
      for (const { arn, dueMs } of journal.due(query)) {
        if (dueMs <= clock.now()) this.queue.send(arn);
        else this.queue.setAlarm(arn, dueMs);
      }
    }
  }

  /** Answers whether there was anything to look at. */
  lookAtAll(): boolean {
    let some = false;
    const now = this.rig.clock.now();
    for (let arn = this.queue.take(now); arn !== undefined; arn = this.queue.take(now)) {
      some = true;
      const looked = this.engine.lookAt(arn);
      if (looked instanceof Promise) looked.catch((error) => this.rig.troubles.push(error));
    }
    return some;
  }

  private mapData(): MapData {
    const { blobs } = this.rig.options;
    if (blobs === undefined) return noData;
    return new BlobMapData({
      head: (place) => blobs.head(place),
      read: (...range) => blobs.read(...range),
      list: (request) => blobs.list(request),
      write: (place, chunks) => this.call("blobs.write", () => blobs.write(place, chunks)),
    });
  }

  private ports(): Ports {
    const { rig } = this;
    const { clock } = rig;
    return {
      clock,
      journal: this.faulty("journal", rig.journal),
      mapRunJournal: this.faulty("mapRunJournal", rig.mapRunJournal),
      wakeQueue: this.queue,
      invoker: {
        invoke: (request) => this.call("invoke", () => this.invoke(request)),
        cancel: (arn, attempt) => stopNested(this.engine, arn, attempt),
        isRepeatable: ({ task: { resource } }) =>
          rig.options.atLeastOnce === true ||
          resource.includes(":activity:") ||
          resource.includes(":states:startExecution"),
      },
      definitions: new MemoryDefinitions(),
      activityQueue: this.queueOfActivities(),
      taskRunner: {
        handOver: (task) => this.call("taskRunner.handOver", () => void rig.handedOver.push(task)),
      },
    };
  }

  private async invoke(request: TaskRequest): Promise<TaskReply> {
    const { rig } = this;
    const { task, execution } = request;
    const resource = parseResource(task.resource);
    if (resource.kind === "activity") {
      const { attempt, stateName, taskToken = "", parameters: input } = task;
      const { executionArn } = execution;
      await this.activityPut(resource.arn, { executionArn, attempt, stateName, taskToken, input });
      return { type: "queued" };
    }
    if (resource.kind === "service" && resource.resourceType === "states") {
      return (await this.nested(request)) ?? { type: "failed", error: "Nowhere" };
    }
    const key = `${execution.executionArn} ${task.attempt}`;
    rig.made.set(key, (rig.made.get(key) ?? 0) + 1);
    return rig.options.invoke(request);
  }

  private async nested(request: TaskRequest): Promise<TaskReply | undefined> {
    const { parameters, resource } = request.task;
    const { StateMachineArn = "" } = parameters as { readonly StateMachineArn?: string };
    const startable = this.rig.startable(StateMachineArn.split(":")[6] ?? "");
    const engine = Object.create(this.engine, {
      ports: {
        value: { ...this.engine.ports, definitions: { get: () => recordOf(startable) } },
      },
    });
    return startNested(
      engine,
      request,
      resource.endsWith(".sync:2") ? "sync:2" : "requestResponse",
    );
  }

  private activityPut(arn: string, task: ActivityTask): Promise<void> {
    return this.call("activityQueue.put", () => {
      this.rig.activityTasks.set(`${task.executionArn} ${task.attempt}`, { arn, task });
      this.activityQueue.put(arn, task);
    });
  }

  private queueOfActivities(): ActivityQueue {
    const { activityQueue, rig } = this;
    for (const { arn, task } of rig.activityTasks.values()) activityQueue.put(arn, task);
    return {
      put: (arn, task) => this.activityPut(arn, task),
      take: (arn) => this.call("activityQueue.take", () => activityQueue.take(arn)),
      remove: (arn, attempt) =>
        this.call("activityQueue.remove", () => {
          rig.activityTasks.delete(`${arn} ${attempt}`);
          activityQueue.remove(arn, attempt);
        }),
    };
  }

  private faulty<Meta extends JournalMeta, State>(
    name: string,
    journal: Journal<Meta, State>,
  ): Journal<Meta, State> {
    return {
      create: (arn, meta) => this.call(`${name}.create`, () => journal.create(arn, meta)),
      load: (arn) => this.call(`${name}.load`, () => journal.load(arn)),
      append: (arn, record) => this.call(`${name}.append`, () => journal.append(arn, record)),
      events: (arn, query) => this.call(`${name}.events`, () => journal.events(arn, query)),
      resolve: (arn, answer) => this.call(`${name}.resolve`, () => journal.resolve(arn, answer)),
      due: (query) => this.call(`${name}.due`, () => journal.due(query)),
    };
  }

  /** A dead process does nothing and hears nothing. */
  private async call<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    const { rig } = this;
    if (this.isDead) return new Promise<never>(() => {});
    rig.calls.push(name);
    const fault = rig.calls.length === rig.options.faultAt ? rig.options.fault : undefined;
    if (fault === "before") return this.die();
    if (fault === "refused") throw new Error(`${name} was refused`);
    const answer = await work();
    if (this.isDead) return new Promise<never>(() => {});
    if (fault === "after") return this.die();
    if (fault === "lied") throw new Error(`${name} seemed to fail`);
    return answer;
  }

  private die(): Promise<never> {
    this.isDead = true;
    return new Promise(() => {});
  }
}

function recordOf({ stateMachineArn, name, type, roleArn, revision }: Startable): object {
  return {
    kind: "stateMachine",
    arn: stateMachineArn,
    name,
    type,
    status: "ACTIVE",
    roleArn,
    revision,
    tags: [],
  };
}

const noData: MapData = {
  read: () => Promise.reject(new Error("no readers here")),
  write: () => Promise.reject(new Error("no writers here")),
  release: () => {},
};
