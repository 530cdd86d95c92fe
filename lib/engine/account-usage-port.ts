import type { MaybePromise } from "../core/maybe-promise.ts";

/**
 * Counts what an account has, for its quotas; `owner` is `<region>:<account>`. The counts may lag:
 * AWS's quotas are no exact ones either.
 */
export interface AccountUsage {
  stateMachines(owner: string): MaybePromise<number>;
  activities(owner: string): MaybePromise<number>;
  /** Standard executions of state machines that there are, which have not ended. */
  openExecutions(owner: string): MaybePromise<number>;
}
