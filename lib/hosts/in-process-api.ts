import { MemoryAccountUsage } from "../adapters/memory/account-usage.ts";
import { AccountQuotas, type Quotas } from "../api/account-quotas.ts";
import type { ApiContext, StartedExecution } from "../api/api-context.ts";
import { describe } from "../api/describe-execution.ts";
import { callOperation } from "../api/operations.ts";
import { readDocument } from "../data/document.ts";
import { isJsonObject, type JsonValue } from "../language/json.ts";
import { plainValue } from "../language/plain-value.ts";
import { readMockConfig } from "../testing/mock-config.ts";
import { TaskSource } from "../testing/task-source.ts";
import { VirtualClock } from "../testing/virtual-clock.ts";
import { instantOf, type RunOptions } from "./harness-options.ts";
import { World } from "./harness-world.ts";

export interface InProcessApiOptions extends Pick<RunOptions, "at" | "seed" | "asText" | "s3"> {
  /** Step Functions Local's mock configuration; `<stateMachineArn>#<case>` chooses a test case. */
  readonly mockConfig?: JsonValue | undefined;
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
  /**
   * "skip": an execution has ended, or will never, when StartExecution answers. "stand": time
   * passes only with `advance`, and Tasks that nothing stands for stay open. @default "skip"
   */
  readonly time?: "skip" | "stand" | undefined;
  /** How much the account may have. @default what AWS grants */
  readonly quotas?: Partial<Quotas> | undefined;
}

/** The Step Functions API without a server: requests and responses as JSON texts. */
export class InProcessApi {
  private readonly world: World;
  private readonly context: ApiContext;
  private readonly mockConfig: JsonValue | undefined;
  private readonly stands: boolean;

  constructor(options: InProcessApiOptions = {}) {
    const { at, seed = 0, asText, mockConfig, s3, time = "skip" } = options;
    const { accountId = "123456789012", region = "us-east-1" } = options;
    this.mockConfig = mockConfig;
    this.stands = time === "stand";
    this.world = new World({
      clock: new VirtualClock(instantOf(at), seed),
      source: new TaskSource(undefined, undefined),
      interactive: this.stands,
      asText,
      s3,
    });
    const { engine, executions, definitions, journal, clock } = this.world;
    const usage = new MemoryAccountUsage(definitions, journal);
    this.context = {
      engine,
      executions,
      region,
      accountId,
      quotas: new AccountQuotas({ limits: options.quotas, usage, now: () => clock.now() }),
      started: (execution) => this.started(execution),
      ended: (executionArn) => this.settled(executionArn),
      // No task comes while the caller waits: nothing happens but what it asks for.
      activityTask: async () => undefined,
      told: () => this.settled(),
    };
  }

  /** Answers the response's JSON text. Throws ApiError for what the service refuses. */
  async call(operation: string, requestText: string): Promise<string> {
    const request = plainValue(readDocument(requestText));
    if (!isJsonObject(request)) throw new TypeError("a request is a JSON object");
    return callOperation(this.context, operation, request);
  }

  /** Lets time pass. */
  async advance(milliseconds: number): Promise<void> {
    await this.world.settle(() => false, this.world.clock.now() + milliseconds);
  }

  /**
   * What StartSyncExecution would have answered of an execution that was started: JSON text. The
   * API itself tells nothing of Express executions that were started otherwise.
   */
  outcome(executionArn: string): string {
    const head = this.world.journal.load(executionArn);
    if (head === undefined) throw new Error(`there is no execution ${executionArn}`);
    return JSON.stringify(describe(head, undefined));
  }

  private async started({ executionArn, stateMachineName, testCase }: StartedExecution) {
    if (testCase !== undefined && this.mockConfig !== undefined) {
      const mocks = readMockConfig(this.mockConfig, stateMachineName, testCase);
      this.world.useSource(executionArn, new TaskSource(mocks, undefined));
    }
    await this.world.engine.ports.wakeQueue.send(executionArn);
    await this.settled(executionArn);
  }

  /** Everything that can happen has happened: until the execution has ended, or now. */
  private async settled(executionArn = ""): Promise<void> {
    if (this.stands) return this.advance(0);
    const { journal } = this.world;
    await this.world.settle(() => {
      const snapshot = journal.load(executionArn)?.snapshot;
      return snapshot !== undefined && snapshot.status !== "RUNNING";
    });
  }
}
