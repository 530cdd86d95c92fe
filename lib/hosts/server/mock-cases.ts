import type { MaybePromise } from "../../core/maybe-promise.ts";
import type { ExecutionInfo } from "../../core/snapshot.ts";
import { isJsonObject, type JsonValue, ownValue } from "../../language/json.ts";
import { readMockConfig } from "../../testing/mock-config.ts";
import type { Mocks } from "../../testing/mocks.ts";
import { TaskSource } from "../../testing/task-source.ts";

/**
 * The mock configuration of Step Functions Local: an execution that was started with
 * `<stateMachineArn>#<case>` has the mocks of that test case.
 */
export class MockCases {
  private readonly config: JsonValue | undefined;
  private readonly sources = new Map<string, MaybePromise<MockSource>>();
  /** Those of executions that have ended, in the order of their ends. */
  private readonly over = new Set<string>();

  constructor(config: JsonValue | undefined) {
    this.config = config;
  }

  /** Texts by "bucket/key": a key of the file that Step Functions Local does not have. */
  get objects(): { readonly [place: string]: string } {
    const { config } = this;
    const objects = isJsonObject(config) ? ownValue(config, "S3Objects") : undefined;
    if (!isJsonObject(objects)) return {};
    const texts = Object.entries(objects).filter(([, text]) => typeof text === "string");
    return Object.fromEntries(texts) as { [place: string]: string };
  }

  /** Throws TypeError for a test case that the file does not have. */
  check(machineName: string, testCase: string): Mocks {
    if (this.config !== undefined) return readMockConfig(this.config, machineName, testCase);
    throw new TypeError(
      `the test case "${testCase}" needs a mock configuration: set SFN_MOCK_CONFIG to its file`,
    );
  }

  /** Throws TypeError like `check`. */
  use(executionArn: string, machineName: string, testCase: string): void {
    const mocks = this.check(machineName, testCase);
    this.sources.set(executionArn, new TaskSource(mocks, undefined));
  }

  /**
   * What `use` has given the execution, or a process before this one: `calls` tells how often each
   * state has been called by then.
   */
  sourceOf(
    executionArn: string,
    { stateMachineName, testCase = "" }: ExecutionInfo,
    calls: () => Promise<ReadonlyMap<string, number>>,
  ): MaybePromise<MockSource> {
    const known = this.sources.get(executionArn);
    if (known !== undefined) return known;
    const source = this.restored(stateMachineName, testCase, calls);
    this.sources.set(executionArn, source);
    return source;
  }

  private async restored(
    stateMachineName: string,
    testCase: string,
    calls: () => Promise<ReadonlyMap<string, number>>,
  ): Promise<MockSource> {
    // The children of a distributed Map belong to `Machine/Label`.
    const [machineName = ""] = stateMachineName.split("/");
    try {
      return new TaskSource(this.check(machineName, testCase), undefined, await calls());
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      // What was mocked is not done for real.
      const { message } = error;
      return { nextMock: () => ({ missing: message }) };
    }
  }

  /** The execution has ended: it needs no mocks, unless it is redriven. */
  ended(executionArn: string): void {
    if (!this.sources.has(executionArn)) return;
    this.over.delete(executionArn);
    this.over.add(executionArn);
    const [oldest] = this.over;
    if (this.over.size <= overMax || oldest === undefined) return;
    this.over.delete(oldest);
    this.sources.delete(oldest);
  }
}

type MockSource = Pick<TaskSource, "nextMock">;

/** Executions that have ended and keep their mocks. */
const overMax = 10_000;
