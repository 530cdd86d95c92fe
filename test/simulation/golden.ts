import type { Scenario } from "./scenario.ts";
import { examples } from "./scenarios/examples.ts";
import { mapRuns } from "./scenarios/map-runs.ts";
import { outsiders } from "./scenarios/outsiders.ts";
import { processes } from "./scenarios/processes.ts";

/** What is simulated: the examples' machines, and those that some rule needs besides. */
export const golden: readonly Scenario[] = [...examples, ...outsiders, ...processes, ...mapRuns];
