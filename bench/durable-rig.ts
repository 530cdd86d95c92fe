import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileMachine } from "../lib/core/machine.ts";
import type { MaybePromise } from "../lib/core/maybe-promise.ts";
import { awsLimits } from "../lib/data/limits.ts";
import { Engine } from "../lib/engine/engine.ts";
import type { Telemetry } from "../lib/engine/ports.ts";
import { startExecution } from "../lib/engine/start-execution.ts";
import type { Startable } from "../lib/engine/startable.ts";
import { ServerClock } from "../lib/hosts/server/server-clock.ts";
import { sqliteStores } from "../lib/hosts/server/sqlite-stores.ts";
import type { Stores } from "../lib/hosts/server/stores.ts";
import { WakeLoop } from "../lib/hosts/server/wake-loop.ts";
import type { StateMachineDefinition } from "../lib/language/state-machine.ts";

/** An engine over a data folder without HTTP, whose Tasks a local function performs. */
export class DurableRig implements Telemetry {
  readonly folder: string;
  readonly engine: Engine;
  private readonly stores: Stores;
  private readonly loop: WakeLoop;
  private readonly ends = new Map<string, () => void>();

  constructor(folder = newFolder()) {
    this.folder = folder;
    const clock = new ServerClock();
    this.stores = sqliteStores(folder, () => clock.now(), fail);
    const { wakeQueue } = this.stores;
    const invoker = {
      invoke: async ({ task }: { readonly task: { readonly parameters: unknown } }) => {
        return { type: "succeeded", output: task.parameters } as never;
      },
      cancel: () => {},
      isRepeatable: () => false,
    };
    const ports = { ...this.stores, clock, invoker, telemetry: this };
    this.engine = new Engine(ports, {
      limits: { ...awsLimits, historyEventsMax: Number.MAX_SAFE_INTEGER },
      released: () => this.loop.schedule(),
      mapRuns: () => fail(new Error("no Map Runs here")),
      crashed: fail,
    });
    this.loop = new WakeLoop({
      wakeSource: wakeQueue,
      now: () => clock.now(),
      passed: () => {},
      nextInstant: () => wakeQueue.nextAlarm(),
      lookAt: (arn) => this.engine.lookAt(arn),
      skipTo: () => false,
      crashed: fail,
    });
    this.loop.start();
  }

  recorded({ executionArn }: { readonly executionArn: string }, record: never): void {
    const { snapshot } = record as { readonly snapshot: { readonly status: string } };
    if (snapshot.status !== "RUNNING") this.ends.get(executionArn)?.();
  }

  /** Keeps a definition, so that executions of it can be loaded again. */
  async define(name: string, definition: object): Promise<Startable> {
    const hash = `${name}`;
    await this.stores.definitions.putText(hash, JSON.stringify(definition));
    return {
      stateMachineArn: `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`,
      name,
      type: "STANDARD",
      roleArn: "arn:aws:iam::123456789012:role/M",
      machine: compileMachine(definition as StateMachineDefinition),
      revision: {
        revisionId: "INITIAL",
        definitionHash: hash,
        roleArn: "arn:aws:iam::123456789012:role/M",
        logging: { level: "OFF", includeExecutionData: false },
        tracing: { enabled: false },
        updatedMs: 0,
      },
    };
  }

  /** Starts an execution; resolves when that is on the disk. */
  async start(stateMachine: Startable, name: string, input: object): Promise<string> {
    const driver = await startExecution(this.engine, stateMachine, { name, input: input as never });
    if (driver === undefined) throw new Error(`the name ${name} is taken`);
    await this.wake(driver.executionArn);
    return driver.executionArn;
  }

  /** Resolves when the execution has ended. */
  async run(stateMachine: Startable, name: string, input: object): Promise<void> {
    const arn = `${stateMachine.stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
    const end = this.ended(arn);
    await this.start(stateMachine, name, input);
    await end;
  }

  /** Resolves when the execution ends. */
  ended(arn: string): Promise<void> {
    return new Promise((resolve) => {
      this.ends.set(arn, () => {
        this.ends.delete(arn);
        resolve();
      });
    });
  }

  /** Ends what is under way; the folder stays. */
  async stop(): Promise<void> {
    await this.loop.stop();
    this.stores.close();
  }

  private wake(arn: string): MaybePromise<void> {
    return this.stores.wakeQueue.send(arn);
  }
}

/** N Tasks in a row. */
export function tasksInARow(count: number): object {
  const states: { [name: string]: object } = {};
  for (let n = 1; n <= count; n++) {
    const next = n < count ? { Next: `T${n + 1}` } : { End: true };
    const Resource = "arn:aws:lambda:us-east-1:123456789012:function:work";
    states[`T${n}`] = { Type: "Task", Resource, ...next };
  }
  return { StartAt: "T1", States: states };
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "stepwright-bench-"));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true });
}

function fail(error: unknown): never {
  throw error;
}
