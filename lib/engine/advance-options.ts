import type { AdvanceOptions } from "../core/advance.ts";
import type { Budget } from "../core/budget.ts";
import type { EngineSettings } from "./engine-settings.ts";
import type { Intents } from "./intents.ts";

/** What the engine tells the core in each step. */
export function advanceOptions(
  { limits, budget, isVolatile }: EngineSettings,
  intents: Intents | undefined,
): AdvanceOptions {
  return {
    ...(limits === undefined ? {} : { limits }),
    ...(budget === undefined ? (isVolatile === true ? { budget: eventsOnly } : {}) : { budget }),
    ...(intents === undefined ? {} : { intentOf: intents.intentOf }),
  };
}

/** Nothing is written of records that end with the process. */
const eventsOnly: Budget = { eventsMax: 1_000 };
