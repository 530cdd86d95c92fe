import { StatesError } from "../data/states-error.ts";

/** Ends the execution at once: no Retrier and no Catcher is asked. */
export class FatalError extends StatesError {}

/**
 * States.Runtime of our own evaluation is never retried or caught, not even by its name.
 * Observed on AWS 2023-11-20, scenarios/catch_states_runtime.
 */
export function isFatal(error: StatesError): boolean {
  return error instanceof FatalError || (error.errorName === "States.Runtime" && error.located);
}
