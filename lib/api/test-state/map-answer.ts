import { assert } from "../../core/assert.ts";
import type { StartMapRun } from "../../core/command.ts";
import type { TaskOutcome } from "../../engine/journal-port.ts";
import { isJsonArray } from "../../language/json.ts";
import { tooManyFailures } from "./mock.ts";
import type { TestStateConfiguration } from "./request.ts";

/**
 * What the iterations of a Map answer: the mock, unless more of them are said to have failed than
 * the Map tolerates. Without a threshold AWS takes no notice of the failures.
 */
export function mapAnswer(
  mapRun: StartMapRun,
  mock: TaskOutcome | undefined,
  { mapIterationFailureCount: failures = 0 }: TestStateConfiguration = {},
  itemCount: number | undefined,
): TaskOutcome {
  assert(mock !== undefined, "a Map is only tested with a mock");
  if (mock.type === "failed") return mock;
  const count = isJsonArray(mock.output) ? mock.output.length : itemCount;
  if (count !== undefined && failures > count) throw tooManyFailures();
  return exceeds(mapRun, failures, count) ? thresholdExceeded : mock;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
export const thresholdExceeded: TaskOutcome & { readonly type: "failed" } = {
  type: "failed",
  error: "States.ExceedToleratedFailureThreshold",
  cause: "The specified tolerated failure threshold was exceeded",
};

function exceeds(mapRun: StartMapRun, failures: number, count: number | undefined): boolean {
  const { toleratedFailureCount, toleratedFailurePercentage } = mapRun;
  if (toleratedFailureCount !== undefined && failures > toleratedFailureCount) return true;
  if (toleratedFailurePercentage === undefined || count === undefined || count === 0) return false;
  return (100 * failures) / count > toleratedFailurePercentage;
}
