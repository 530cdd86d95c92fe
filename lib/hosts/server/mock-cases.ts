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
  private readonly sources = new Map<string, TaskSource>();
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

  /** No execution has any. */
  get isEmpty(): boolean {
    return this.sources.size === 0;
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

  sourceOf(executionArn: string): TaskSource | undefined {
    return this.sources.get(executionArn);
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

/** Executions that have ended and keep their mocks. */
const overMax = 10_000;
