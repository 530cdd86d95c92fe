import type { Engine } from "../engine/engine.ts";
import type { JsonObject } from "../language/json.ts";

/** What the operations work on. */
export interface ApiContext {
  readonly engine: Engine;
  readonly region: string;
  readonly accountId: string;
  /** Drives the execution, or sees to it that somebody does. */
  started(execution: StartedExecution): Promise<void>;
  /** Resolves when the execution has ended. */
  ended(executionArn: string): Promise<void>;
}

export interface StartedExecution {
  readonly executionArn: string;
  readonly stateMachineName: string;
  /** What stood behind `#` in the state machine's ARN: a test case, as in Step Functions Local. */
  readonly testCase: string | undefined;
}

/** Throws ApiError for what the service refuses. */
export type Operation<Request = JsonObject, Response = object> = (
  context: ApiContext,
  request: Request,
) => Promise<Response>;
