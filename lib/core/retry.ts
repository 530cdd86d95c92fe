import type { StatesError } from "../data/states-error.ts";
import type { CompiledRetrier } from "./compiled-state.ts";

/** The Retrier that takes this error, and how often it has been used; undefined: none does. */
export function matchingRetrier(
  retriers: readonly CompiledRetrier[],
  retries: readonly number[],
  error: StatesError,
): { readonly index: number; readonly retrier: CompiledRetrier } | undefined {
  const index = retriers.findIndex(({ errorEquals }) => matchesError(errorEquals, error));
  const retrier = retriers[index];
  if (retrier === undefined || (retries[index] ?? 0) >= retrier.maxAttempts) return undefined;
  return { index, retrier };
}

/** The delay in seconds before retry number `attempt` (from 0). #retrying-after-error */
export function retryDelaySeconds(
  retrier: CompiledRetrier,
  attempt: number,
  random: () => number,
): number {
  const delay = retrier.intervalSeconds * retrier.backoffRate ** attempt;
  const capped = Math.min(delay, retrier.maxDelaySeconds);
  return retrier.fullJitter ? capped * random() : capped;
}

/** Errors that `States.TaskFailed` does not stand for. #error-names */
const notTaskFailed: ReadonlySet<string> = new Set([
  "States.Timeout",
  "States.HeartbeatTimeout",
  "States.DataLimitExceeded",
  "States.Runtime",
]);

/** Errors that `States.ALL` does not stand for: AWS lets them be named, or not caught at all. */
const notAll: ReadonlySet<string> = new Set(["States.DataLimitExceeded", "States.Runtime"]);

/** Whether an ErrorEquals names the error. #error-names */
export function matchesError(errorEquals: readonly string[], { errorName }: StatesError): boolean {
  return errorEquals.some((name) => {
    if (name === errorName) return true;
    if (name === "States.ALL") return !notAll.has(errorName);
    if (name === "States.TaskFailed") return !notTaskFailed.has(errorName);
    return name === "States.Timeout" && errorName === "States.HeartbeatTimeout";
  });
}
