import type { Assumptions } from "./assumptions.ts";
import { type CostLine, totalOf } from "./cost-line.ts";
import { prices } from "./prices.ts";
import { expressCost, standardCost } from "./step-functions-cost.ts";
import { keepingCost, stepwrightCost } from "./stepwright-cost.ts";
import type { Usage } from "./usage.ts";

/** What a million executions cost, in dollars. */
export interface CostReport {
  readonly region: string;
  /** The day of the prices. */
  readonly asOf: string;
  readonly usage: Usage;
  readonly assumptions: Assumptions;
  readonly stepwright: Cost;
  /** Keeping the history of ended executions; Step Functions keeps it for 90 days. */
  readonly keeping: Cost;
  readonly standard: Cost;
  /** Undefined where it cannot be an Express execution. */
  readonly express: Cost | undefined;
}

export interface Cost {
  readonly dollars: number;
  readonly lines: readonly CostLine[];
}

export function costReport(usage: Usage, assumptions: Assumptions): CostReport {
  const express = expressCost(usage, assumptions);
  return {
    region: prices.region,
    asOf: prices.asOf,
    usage,
    assumptions,
    stepwright: costOf(stepwrightCost(usage, assumptions)),
    keeping: costOf(keepingCost(usage, assumptions)),
    standard: costOf(standardCost(usage)),
    express: express && costOf(express),
  };
}

function costOf(lines: readonly CostLine[]): Cost {
  return { dollars: totalOf(lines), lines };
}
