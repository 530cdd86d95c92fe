import { matchesError } from "../../core/retry.ts";
import { StatesError } from "../../data/states-error.ts";
import type { Ending } from "./ending.ts";
import { testedStateName } from "./one-state-machine.ts";
import type { InspectionErrorDetails } from "./request.ts";
import type { StateRun } from "./run-state.ts";

/**
 * Which Retrier and Catcher the state's error met; undefined: nobody took it. A Retrier whose
 * attempts are used up is named too, without a delay.
 */
export function errorDetails(
  { machine }: StateRun,
  { error, target, backoffSeconds }: Ending,
): InspectionErrorDetails | undefined {
  if (error === undefined) return undefined;
  const { retriers = [] } = machine.states.get(testedStateName) ?? {};
  const raised = new StatesError(error);
  const retryIndex = retriers.findIndex(({ errorEquals }) => matchesError(errorEquals, raised));
  const catchIndex = target?.catchIndex;
  if (retryIndex < 0 && catchIndex === undefined) return undefined;
  return {
    ...(catchIndex !== undefined && { catchIndex }),
    ...(retryIndex >= 0 && { retryIndex }),
    ...(backoffSeconds !== undefined && { retryBackoffIntervalSeconds: backoffSeconds }),
  };
}
