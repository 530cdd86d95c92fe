import { MemoryActivityQueue } from "../../lib/adapters/memory/activity-queue.ts";
import { MemoryDefinitions } from "../../lib/adapters/memory/definitions.ts";
import { MemoryJournal } from "../../lib/adapters/memory/journal.ts";
import { MemoryWakeQueue } from "../../lib/adapters/memory/wake-queue.ts";
import { compileMachine } from "../../lib/core/machine.ts";
import type { MapRunSnapshot } from "../../lib/core/map-run/map-run-snapshot.ts";
import type { Driver } from "../../lib/engine/driver.ts";
import { Engine } from "../../lib/engine/engine.ts";
import type { Journal, MapRunMeta } from "../../lib/engine/journal-port.ts";
import type { TaskRequest } from "../../lib/engine/ports.ts";
import { startExecution } from "../../lib/engine/start-execution.ts";
import type { TaskReply } from "../../lib/engine/task-reply.ts";
import type { StateMachineDefinition } from "../../lib/language/state-machine.ts";
import { VirtualClock } from "../../lib/testing/virtual-clock.ts";

interface RigOptions {
  readonly journal?: Journal;
  readonly invoke?: (request: TaskRequest) => TaskReply | Promise<TaskReply>;
  readonly concurrentTasksMax?: number;
}

/** An engine over memory adapters, and the loop that a host would be. */
export class Rig {
  readonly clock = new VirtualClock(0, 0);
  readonly wakeQueue = new MemoryWakeQueue();
  readonly journal: Journal;
  readonly engine: Engine;
  readonly crashes: unknown[] = [];

  constructor({ journal, invoke, concurrentTasksMax }: RigOptions = {}) {
    this.journal = journal ?? new MemoryJournal();
    const ports = {
      clock: this.clock,
      journal: this.journal,
      mapRunJournal: new MemoryJournal<MapRunMeta, MapRunSnapshot>(),
      wakeQueue: this.wakeQueue,
      invoker: {
        invoke: invoke ?? (() => ({ type: "silent" }) as const),
        cancel: () => {},
        isRepeatable: () => false,
      },
      definitions: new MemoryDefinitions(),
      executions: { list: () => nothing, mapRuns: () => nothing },
      activityQueue: new MemoryActivityQueue(),
    };
    this.engine = new Engine(ports, {
      isVolatile: true,
      concurrentTasksMax,
      crashed: (error) => this.crashes.push(error),
      mapRuns: () => {
        throw new Error("no Map Runs here");
      },
    });
  }

  async start(definition: object, input = {}): Promise<Driver> {
    const name = "M";
    const arn = "arn:aws:states:us-east-1:123456789012";
    const stateMachine = {
      stateMachineArn: `${arn}:stateMachine:${name}`,
      name,
      type: "STANDARD",
      roleArn: "arn:aws:iam::123456789012:role/M",
      machine: compileMachine(definition as StateMachineDefinition),
      createdMs: 0,
    } as const;
    const driver = await startExecution(this.engine, stateMachine, { name: "e", input });
    if (driver === undefined) throw new Error("the name is taken");
    await driver.drive();
    return driver;
  }

  /** Looks at whatever is to be looked at, as long as there is something, without time passing. */
  async settle(): Promise<void> {
    for (let idle = 0; idle < 3; idle++) {
      await new Promise((resolve) => setImmediate(resolve));
      for (let next = this.next(); next !== undefined; next = this.next()) {
        await this.engine.lookAt(next);
        idle = 0;
      }
    }
  }

  private next(): string | undefined {
    return this.wakeQueue.take(this.clock.now());
  }
}

const nothing = { items: [], next: undefined };

/** The same journal, with promises for answers. */
export function slow(journal: Journal): Journal {
  const later = <T>(work: () => T): Promise<Awaited<T>> => Promise.resolve().then(work) as never;
  return {
    create: (arn, meta) => later(() => journal.create(arn, meta)),
    load: (arn) => later(() => journal.load(arn)),
    append: (arn, record) => later(() => journal.append(arn, record)),
    events: (arn, query) => later(() => journal.events(arn, query)),
    resolve: (arn, resolution) => later(() => journal.resolve(arn, resolution)),
    due: (query) => later(() => journal.due(query)),
  };
}
