import { MemoryBlobs } from "../../../lib/adapters/memory/blobs.ts";
import { MemoryWakeQueue } from "../../../lib/adapters/memory/wake-queue.ts";
import { AccountQuotas } from "../../../lib/api/account-quotas.ts";
import type { ApiContext } from "../../../lib/api/api-context.ts";
import { ApiError } from "../../../lib/api/api-error.ts";
import { callOperation } from "../../../lib/api/operations.ts";
import type { AccountUsage } from "../../../lib/engine/account-usage-port.ts";
import { Engine } from "../../../lib/engine/engine.ts";
import type { Executions } from "../../../lib/engine/executions-port.ts";
import { EngineMapRuns } from "../../../lib/engine/map-runs.ts";
import type { Invoker, Ports } from "../../../lib/engine/ports.ts";
import { BlobMapData } from "../../../lib/integrations/map-data/blob-map-data.ts";
import { startNested, stateMachineMissing } from "../../../lib/integrations/start-execution.ts";
import { parseResource } from "../../../lib/language/resource.ts";
import { VirtualClock } from "../../../lib/testing/virtual-clock.ts";
import type { Fields } from "../play-calls.ts";
import { quotas } from "./script.ts";

/** What survives a process. */
export interface KeptStores
  extends Pick<Ports, "journal" | "mapRunJournal" | "definitions" | "activityQueue"> {
  readonly executions: Executions;
  readonly usage: AccountUsage;
}

/**
 * The API over stores that outlive its engine; time stands still. `separate`: each request is for a
 * process of its own, and others look at executions, as functions do.
 */
export class StoredApi {
  private readonly stores: KeptStores;
  private readonly separate: boolean;
  private readonly clock = new VirtualClock(Date.UTC(2026, 0, 1), 1);
  private wakeQueue = new MemoryWakeQueue();
  private engine: Engine;
  private quotas: AccountQuotas;

  constructor(stores: KeptStores, { separate = false }: { readonly separate?: boolean } = {}) {
    this.stores = stores;
    this.separate = separate;
    this.engine = this.makeEngine();
    this.quotas = this.makeQuotas();
  }

  /** Another process takes over: of the old one only the stores are left. */
  async restart(): Promise<void> {
    this.wakeQueue = new MemoryWakeQueue();
    this.engine = this.makeEngine();
    this.quotas = this.makeQuotas();
    const beforeMs = this.clock.now();
    for (const journal of [this.stores.journal, this.stores.mapRunJournal]) {
      for (const { arn } of await journal.due({ beforeMs, limit: 1_000 })) {
        await this.engine.lookAt(arn);
      }
    }
    await this.settle();
  }

  async call(operation: string, request: Fields): Promise<Fields> {
    const context: ApiContext = {
      engine: this.separate ? this.makeEngine() : this.engine,
      executions: this.stores.executions,
      region: "us-east-1",
      accountId: "123456789012",
      quotas: this.quotas,
      started: async ({ executionArn }) => {
        await this.engine.ports.wakeQueue.send(executionArn);
        await this.settle();
      },
      ended: () => this.settle(),
      activityTask: async () => undefined,
      told: () => this.settle(),
    };
    try {
      return JSON.parse(await callOperation(context, operation, request as never));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { error: error.errorType, message: error.message, ...error.details };
    }
  }

  private makeQuotas(): AccountQuotas {
    const { usage } = this.stores;
    return new AccountQuotas({ limits: quotas, usage, now: () => this.clock.now() });
  }

  private makeEngine(): Engine {
    const { executions: _, usage: __, ...kept } = this.stores;
    const blobs = new MemoryBlobs(() => this.clock.now());
    const engine: Engine = new Engine(
      { ...kept, clock: this.clock, wakeQueue: this.wakeQueue, invoker: this.invoker() },
      {
        crashed: (error) => {
          throw error;
        },
        mapRuns: () => new EngineMapRuns(engine, new BlobMapData(blobs)),
      },
    );
    return engine;
  }

  /** Knows activities and nested executions. */
  private invoker(): Invoker {
    const { activityQueue } = this.stores;
    return {
      invoke: async (request) => {
        const { attempt, stateName, taskToken = "", parameters: input } = request.task;
        const resource = parseResource(request.task.resource);
        if (resource.kind === "service") {
          const reply = await startNested(this.engine, request, resource.pattern);
          return reply ?? stateMachineMissing(request);
        }
        const { executionArn } = request.execution;
        await activityQueue.put(resource.arn, {
          executionArn,
          attempt,
          stateName,
          taskToken,
          input,
        });
        return { type: "queued" };
      },
      cancel: () => {},
      isRepeatable: () => true,
    };
  }

  /** Until nothing is to be looked at. */
  private async settle(): Promise<void> {
    for (let idle = 0; idle < 12; idle++) {
      await new Promise((resolve) => setImmediate(resolve));
      for (let next = this.next(); next !== undefined; next = this.next()) {
        if (this.separate) this.engine = this.makeEngine();
        await this.engine.lookAt(next);
        idle = 0;
      }
    }
  }

  private next(): string | undefined {
    return this.wakeQueue.take(this.clock.now());
  }
}
