import { AccountQuotas } from "../../api/account-quotas.ts";
import type { ApiContext } from "../../api/api-context.ts";
import { ApiError } from "../../api/api-error.ts";
import type { CustomerKeys } from "../../api/customer-keys.ts";
import { callOperation } from "../../api/operations.ts";
import type { Caller } from "../../api/protocol-caller.ts";
import { whenDone } from "../../core/maybe-promise.ts";
import type { ExecutionInfo } from "../../core/snapshot.ts";
import { ActivityArrivals } from "../../engine/activity-arrivals.ts";
import { KeyFailure } from "../../engine/encryption.ts";
import { Engine } from "../../engine/engine.ts";
import { executionLogLines } from "../../engine/execution-log.ts";
import type { ExecutionMeta, JournalRecord } from "../../engine/journal-port.ts";
import { EngineMapRuns } from "../../engine/map-runs.ts";
import type { Telemetry } from "../../engine/ports.ts";
import { BlobMapData } from "../../integrations/map-data/blob-map-data.ts";
import { ServiceInvoker } from "../../integrations/service-invoker.ts";
import type { JsonObject } from "../../language/json.ts";
import { pollActivity } from "./activity-polls.ts";
import { EndedExecutions } from "./ended-executions.ts";
import { MockCases } from "./mock-cases.ts";
import { OutsideTimeouts } from "./outside-timeouts.ts";
import { realServices } from "./real-services.ts";
import { recordedCalls } from "./recorded-calls.ts";
import { serverBlobs } from "./server-blobs.ts";
import type { ServerClock } from "./server-clock.ts";
import { ServerInvoker, type ServerInvokerHost } from "./server-invoker.ts";
import type { ServerLog } from "./server-log.ts";
import type { ServerOptions } from "./server-options.ts";
import { Sleepers } from "./sleepers.ts";
import type { Stores } from "./stores.ts";
import { WakeLoop } from "./wake-loop.ts";

export interface ServerWorldParts {
  readonly clock: ServerClock;
  readonly stores: Stores;
  readonly keys: CustomerKeys;
  readonly options: ServerOptions;
  readonly log: ServerLog;
}

/** An engine with a server's adapters, and what runs it. */
export class ServerWorld implements Telemetry {
  readonly engine: Engine;
  private readonly stores: Stores;
  private readonly keys: CustomerKeys;
  private readonly options: ServerOptions;
  private readonly log: ServerLog;
  private readonly clock: ServerClock;
  private readonly sleepers: Sleepers;
  private readonly mocks: MockCases;
  private readonly arrivals: ActivityArrivals;
  private readonly ended: EndedExecutions;
  private readonly quotas: AccountQuotas;
  private readonly outside = new OutsideTimeouts();
  private readonly loop: WakeLoop;
  private readonly stopping = new AbortController();
  private url = "";
  private givenUp = false;
  /** Told whenever a Task is no longer under way. */
  private released: (() => void) | undefined;

  constructor({ clock, stores, keys, options, log }: ServerWorldParts) {
    this.clock = clock;
    this.stores = stores;
    this.keys = keys;
    this.options = options;
    this.log = log;
    this.mocks = new MockCases(options.mockConfig);
    this.arrivals = new ActivityArrivals(stores.activityQueue);
    this.ended = new EndedExecutions(stores.journal);
    this.quotas = new AccountQuotas({
      limits: options.quotas,
      usage: stores.usage,
      now: () => clock.now(),
    });
    this.engine = this.makeEngine();
    const { wakeQueue } = stores;
    this.loop = new WakeLoop({
      wakeSource: wakeQueue,
      now: () => this.clock.now(),
      passed: () => this.sleepers.wake(),
      nextInstant: () => earlier(wakeQueue.nextAlarm(), this.sleepers.nextWake),
      lookAt: (arn) => this.engine.lookAt(arn),
      skipTo: (at) => this.skipTo(at),
      crashed: (error) => this.crashed(error),
    });
    this.sleepers = new Sleepers(this.clock, () => this.loop.schedule());
  }

  /** `url`: where this server is reached. */
  start(url: string): void {
    this.url = url;
    this.loop.start();
    for (const arn of this.stores.deleting?.() ?? []) void this.goOnDeleting(arn);
  }

  private async goOnDeleting(stateMachineArn: string): Promise<void> {
    const [, , , region = "", accountId = ""] = stateMachineArn.split(":");
    const context = this.context({ region, accountId }, () => this.stopping.signal);
    try {
      await callOperation(context, "DeleteStateMachine", { stateMachineArn });
    } catch (error) {
      // Whoever deletes it again goes on.
      this.log.error("not deleted", { stateMachineArn, error: String(error) });
    }
  }

  /** Whoever waits for a task of an activity is told that there is none. */
  endPolls(): void {
    this.stopping.abort();
  }

  /** Nothing new is begun; resolves when all that was begun is recorded, or given up. */
  async stop(): Promise<void> {
    await this.loop.stop();
    while (this.engine.slots.inFlight > this.sleepers.count && !this.givenUp) {
      await new Promise<void>((resolve) => {
        this.released = resolve;
      });
    }
  }

  /** Does not wait for Tasks that are under way: what comes of them is lost. */
  giveUp(): void {
    this.givenUp = true;
    this.released?.();
  }

  /** Answers the response's JSON text. `hungUp`: a signal that nobody waits for it any more. */
  call(
    operation: string,
    request: JsonObject,
    caller: Caller,
    hungUp: () => AbortSignal,
  ): Promise<string> {
    this.checkTestCase(request);
    return callOperation(this.context(caller, hungUp), operation, request);
  }

  recorded(execution: ExecutionInfo, record: JournalRecord, meta: ExecutionMeta): void {
    for (const line of executionLogLines(meta, record)) this.options.executionLog(`${line}\n`);
    this.ended.recorded(execution, record);
    if (this.options.time === "skip") this.outside.recorded(execution, record);
    if (record.snapshot.status !== "RUNNING") this.mocks.ended(execution.executionArn);
  }

  private makeEngine(): Engine {
    const { journal, mapRunJournal, definitions, wakeQueue } = this.stores;
    const services = realServices(this.options, {
      engine: () => this.engine,
      now: () => this.clock.now(),
      sleep: (milliseconds) => this.sleepers.sleep(milliseconds),
      url: () => this.url,
      call: (operation, request, caller, signal) =>
        this.call(operation, request, caller, () => signal),
      log: this.log,
    });
    const invoker = new ServerInvoker({
      invoker: new ServiceInvoker(services),
      mocksOf: (execution) => this.mocksOf(execution),
      sleep: (milliseconds) => this.sleepers.sleep(milliseconds),
    });
    const ports = {
      clock: this.clock,
      journal,
      mapRunJournal,
      wakeQueue,
      invoker,
      definitions,
      activityQueue: this.arrivals,
      telemetry: this,
    };
    return new Engine(ports, {
      retentionMs: this.options.retentionMs,
      released: () => {
        this.released?.();
        this.loop.schedule();
      },
      troubled: (executionArn, error) => {
        this.log.warn("an adapter has failed", { executionArn, reason: String(error) });
        // It goes on when its key is back, which may be never.
        if (error instanceof KeyFailure) this.ended.failed(executionArn, error);
      },
      mapRuns: () =>
        new EngineMapRuns(this.engine, new BlobMapData(serverBlobs(this.options, this.mocks))),
      crashed: (error) => this.crashed(error),
    });
  }

  private context({ region, accountId }: Scope, hungUp: () => AbortSignal): ApiContext {
    const timeoutMs = this.options.activityPollMs ?? 60_000;
    return {
      engine: this.engine,
      executions: this.stores.executions,
      region,
      accountId,
      quotas: this.quotas,
      keys: this.keys,
      started: async ({ executionArn, stateMachineName, testCase }) => {
        if (testCase !== undefined) this.mocks.use(executionArn, stateMachineName, testCase);
        // Whoever asks next sees what the execution could do at once.
        await within(firstStepsMsMax, this.loop.look(executionArn));
      },
      ended: (executionArn) => this.ended.ended(executionArn),
      activityTask: (activityArn, take) => {
        const signal = AbortSignal.any([hungUp(), this.stopping.signal]);
        return pollActivity(this.arrivals, activityArn, { take, signal, timeoutMs });
      },
      // Whoever was told something was also sent a wake-up.
      told: async () => undefined,
    };
  }

  /** Refuses a test case that the mock configuration does not have, before anything is started. */
  private checkTestCase({ stateMachineArn }: JsonObject): void {
    if (typeof stateMachineArn !== "string" || !stateMachineArn.includes("#")) return;
    const [arn = "", testCase = ""] = stateMachineArn.split("#");
    try {
      this.mocks.check(arn.split(":")[6] ?? "", testCase);
    } catch (error) {
      throw error instanceof TypeError ? new ApiError("ValidationException", error.message) : error;
    }
  }

  /** A child of a Map Run has what its parent has. */
  private mocksOf(execution: ExecutionInfo): ReturnType<ServerInvokerHost["mocksOf"]> {
    const { executionArn, mapRunArn, testCase } = execution;
    if (testCase === undefined) return undefined;
    const run = mapRunArn === undefined ? undefined : this.stores.mapRunJournal.load(mapRunArn);
    return whenDone(run, (run) => {
      const arn = run?.meta.info.executionArn ?? executionArn;
      return this.mocks.sourceOf(arn, execution, () => recordedCalls(this.stores, arn));
    });
  }

  /**
   * Time is skipped while nothing is under way, but never past the timeout of a Task that waits
   * for an answer from outside: whoever is to give it lives in real time.
   */
  private skipTo(at: number): boolean {
    if (this.options.time !== "skip") return false;
    if (this.engine.slots.inFlight > this.sleepers.count) return false;
    const outside = this.outside.earliest;
    if (outside !== undefined && outside <= at) return false;
    this.clock.skipTo(at);
    return true;
  }

  private crashed(error: unknown): void {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.log.error("defect", { stack });
  }
}

/** Where what is called for is. */
type Scope = Pick<Caller, "region" | "accountId">;

/** How long StartExecution waits for what its execution does before it waits itself. */
const firstStepsMsMax = 50;

/** Resolves when the work is done, or after so long. */
async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, elapsed]);
  clearTimeout(timer);
}

function earlier(left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined) return right;
  return right === undefined ? left : Math.min(left, right);
}
