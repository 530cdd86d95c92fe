import type { ApiContext, StartedExecution } from "../api/api-context.ts";
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
}

/**
 * The Step Functions API without a server: requests and responses as JSON texts. Time is skipped,
 * so an execution has ended, or will never, when StartExecution answers.
 */
export class InProcessApi {
  private readonly world: World;
  private readonly context: ApiContext;
  private readonly mockConfig: JsonValue | undefined;

  constructor(options: InProcessApiOptions = {}) {
    const { at, seed = 0, asText, mockConfig, s3 } = options;
    const { accountId = "123456789012", region = "us-east-1" } = options;
    this.mockConfig = mockConfig;
    this.world = new World({
      clock: new VirtualClock(instantOf(at), seed),
      source: new TaskSource(undefined, undefined),
      interactive: false,
      asText,
      s3,
    });
    const { engine } = this.world;
    this.context = {
      engine,
      region,
      accountId,
      started: (execution) => this.started(execution),
      ended: () => Promise.resolve(),
    };
  }

  /** Answers the response's JSON text. Throws ApiError for what the service refuses. */
  async call(operation: string, requestText: string): Promise<string> {
    const request = plainValue(readDocument(requestText));
    if (!isJsonObject(request)) throw new TypeError("a request is a JSON object");
    return callOperation(this.context, operation, request);
  }

  private async started({ executionArn, stateMachineName, testCase }: StartedExecution) {
    if (testCase !== undefined && this.mockConfig !== undefined) {
      const mocks = readMockConfig(this.mockConfig, stateMachineName, testCase);
      this.world.useSource(executionArn, new TaskSource(mocks, undefined));
    }
    const { engine } = this.world;
    await engine.ports.wakeQueue.send(executionArn);
    await this.world.settle(() => engine.driver(executionArn)?.snapshot.status !== "RUNNING");
  }
}
