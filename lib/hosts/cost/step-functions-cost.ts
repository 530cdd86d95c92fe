import type { Assumptions } from "./assumptions.ts";
import { type CostLine, costLine } from "./cost-line.ts";
import { prices } from "./prices.ts";
import type { Usage } from "./usage.ts";

/** Every state that is entered is a transition, and so is every retry. */
export function standardCost({ states, retries }: Usage): CostLine[] {
  return [
    costLine("Step Functions Standard", "transitions", prices.standard.transition, [
      [states, "states"],
      [retries, "retries"],
    ]),
  ];
}

/**
 * Express bills requests, and memory by time: both rounded up, with the least memory here. An
 * execution that is answered from outside, has a Map Run or lasts over five minutes cannot be one.
 */
export function expressCost(usage: Usage, { taskSeconds }: Assumptions): CostLine[] | undefined {
  const { request, gigabyteSecond, stepMegabytes, stepSeconds } = prices.express;
  const seconds = usage.calls * taskSeconds + usage.states * stateSeconds;
  if (usage.answers > 0 || usage.mapRuns > 0 || seconds > secondsMax) return undefined;
  const billed = Math.max(1, Math.ceil(seconds / stepSeconds)) * stepSeconds;
  return [
    costLine("Step Functions Express", "requests", request, [[usage.executions, "executions"]]),
    costLine("Step Functions Express", "GB-seconds", gigabyteSecond, [
      [(billed * stepMegabytes) / 1_024, `of ${stepMegabytes} MB`],
    ]),
  ];
}

const stateSeconds = 0.005;
const secondsMax = 300;
