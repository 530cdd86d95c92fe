import type { MapState, TaskState } from "../../language/state-machine.ts";
import { type Ending, endingOf } from "./ending.ts";
import { thresholdExceeded } from "./map-answer.ts";
import { runState, type StateRun, type StateTest } from "./run-state.ts";
import type { EnclosingState } from "./tested-state.ts";

/** A state that has failed, and who took its error at last. */
export interface Handled {
  readonly run: StateRun;
  readonly ending: Ending;
}

/**
 * Offers the error of a state that has failed to the Retriers and Catchers of the Parallel and Map
 * states around it, as an execution does.
 * https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html#error-propagation-assert
 */
export async function handleOutside(
  test: StateTest,
  failed: Handled,
  failedIterations: number,
): Promise<Handled> {
  let { error, cause } = failed.ending;
  for (const enclosing of test.tested.enclosing) {
    const { state } = enclosing;
    if (state.Type === "Map" && isDistributed(state)) {
      if (tolerates(state, failedIterations + 1)) return failed;
      ({ error, cause } = thresholdExceeded);
    }
    const tested = { ...enclosing, state: errorHandling(enclosing), enclosing: [] };
    const runTask = () => ({ type: "failed", error, cause }) as const;
    const run = await runState({ ...test, tested, runTask });
    const ending = endingOf(run);
    if (ending.status !== "FAILED") return { run, ending };
    ({ error, cause } = ending);
  }
  return { ...failed, ending: { ...failed.ending, error, cause } };
}

/** Just the Retriers and Catchers of a state. */
function errorHandling({ state: { Retry, Catch } }: EnclosingState): TaskState {
  return {
    Type: "Task",
    Resource: "arn:aws:lambda:::function:branches",
    ...(Retry !== undefined && { Retry }),
    ...(Catch !== undefined && { Catch }),
    End: true,
  };
}

function isDistributed({ ItemProcessor, Iterator }: MapState): boolean {
  return (ItemProcessor ?? Iterator)?.ProcessorConfig?.Mode === "DISTRIBUTED";
}

/** Whether the Map goes on; a threshold that is an expression or a percentage is not known here. */
function tolerates({ ToleratedFailureCount = 0 }: MapState, failures: number): boolean {
  return typeof ToleratedFailureCount === "number" && failures <= ToleratedFailureCount;
}
