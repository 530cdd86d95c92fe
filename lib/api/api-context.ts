import type { MaybePromise } from "../core/maybe-promise.ts";
import type { Engine } from "../engine/engine.ts";
import type { Executions } from "../engine/executions-port.ts";
import type { ExecutionMeta } from "../engine/journal-port.ts";
import type { ActivityTask } from "../engine/ports.ts";
import type { AccountQuotas } from "./account-quotas.ts";
import type { CustomerKeys } from "./customer-keys.ts";

/** What the operations work on. */
export interface ApiContext {
  readonly engine: Engine;
  readonly executions: Executions;
  readonly region: string;
  readonly accountId: string;
  /** Undefined: an account may have as much as it likes. */
  readonly quotas?: AccountQuotas | undefined;
  /** Undefined: nothing can be encrypted with keys of the customers'. */
  readonly keys?: CustomerKeys | undefined;
  /** Drives the execution, or sees to it that somebody does. */
  started(execution: StartedExecution): Promise<void>;
  /** Resolves when lists show all that is there now. Undefined: they always do. */
  listed?(): Promise<void>;
  /** Resolves when the execution has ended. */
  ended(executionArn: string): Promise<void>;
  /**
   * Calls `take` whenever the activity may have a task, until it gives one or GetActivityTask has
   * waited long enough.
   */
  activityTask(
    activityArn: string,
    take: () => MaybePromise<ActivityTask | undefined>,
  ): Promise<ActivityTask | undefined>;
  /** Somebody was told something: whoever waits for it may go on. */
  told(): Promise<void>;
}

export interface StartedExecution {
  readonly executionArn: string;
  /** What its journal begins with: whoever has it need not read it. */
  readonly meta: ExecutionMeta;
  readonly stateMachineName: string;
  /** What stood behind `#` in the state machine's ARN: a test case, as in Step Functions Local. */
  readonly testCase: string | undefined;
}

/** Throws ApiError for what the service refuses. The request fits the API's model. */
export type Operation<Request, Response extends object = object> = (
  context: ApiContext,
  request: Request,
) => Promise<Response>;

/** Of operations that only say that it is done. */
export type Nothing = { readonly [field: string]: never };
