import type { AdvanceOptions } from "../core/advance.ts";
import type { Budget } from "../core/budget.ts";
import type { Limits } from "../data/limits.ts";
import type { Intents } from "./intents.ts";
import type { ExecutionMeta } from "./journal-port.ts";

interface StepSettings {
  readonly limits?: Limits | undefined;
  readonly budget?: Budget | undefined;
  readonly isVolatile?: boolean | undefined;
}

/** What the engine tells the core in each step. */
export function advanceOptions(
  { limits, budget, isVolatile }: StepSettings,
  intents: Intents | undefined,
): AdvanceOptions {
  return {
    ...(limits === undefined ? {} : { limits }),
    ...(budget === undefined ? (isVolatile === true ? { budget: eventsOnly } : {}) : { budget }),
    ...(intents === undefined ? {} : { intentOf: intents.intentOf }),
  };
}

/** What it tells the core of one execution. */
export function optionsOf(options: AdvanceOptions, { secret }: ExecutionMeta): AdvanceOptions {
  return secret === undefined ? options : { ...options, secret };
}

/** Nothing is written of records that end with the process. */
const eventsOnly: Budget = { eventsMax: 1_000 };
