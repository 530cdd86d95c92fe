import { compareWithReference } from "./comparison.ts";
import { type FaultHits, type FaultPlan, noFaults } from "./faults.ts";
import { type Cut, cutsOf, faultsOf } from "./histories.ts";
import { playScenario } from "./play.ts";
import { Random } from "./random.ts";
import type { Scenario } from "./scenario.ts";
import type { Mutant } from "./simulated.ts";
import type { World } from "./world.ts";

/** What came of one schedule. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  readonly hits: FaultHits;
  /** Calls at boundaries. */
  readonly calls: number;
  /** Attempts that were cut. */
  readonly cuts: number;
}

export interface ScheduleOptions {
  readonly seed: number;
  readonly plan?: (random: Random) => FaultPlan;
  readonly isRough?: boolean;
  readonly mutant?: Mutant | undefined;
}

/** Plays the scenario in a simulated world, and says what must hold and does not. */
export async function runSchedule(
  scenario: Scenario,
  { seed, plan = () => noFaults, isRough = false, mutant }: ScheduleOptions,
): Promise<Outcome> {
  const random = new Random(seed);
  const options = { scenario, random, plan: plan(random), isRough, mutant };
  const { histories, world } = await playScenario(options);
  const cuts = new Map<string, Cut>();
  if (world.violations.length === 0) {
    for (const { label, machine, events } of histories) {
      for (const fault of faultsOf(events)) world.violation(`${label}: ${fault}`);
      for (const [key, how] of cutsOf(machine, events, scenario.mayTimeOut)) cuts.set(key, how);
    }
    await compareWithReference(world, histories, cuts);
  }
  if (world.options.plan === noFaults && !isRough) checkEconomy(world);
  const { violations, trace, hits, calls } = world;
  return { scenario, violations, trace, hits, calls, cuts: cuts.size };
}

/** Where nothing goes wrong, nothing is written that need not be. */
function checkEconomy(world: World): void {
  const { records } = world.options.scenario;
  const { appends, lostAppends } = world.ledger;
  if (lostAppends > 0) world.violation(`${lostAppends} records were written in vain`);
  if (records !== undefined && appends !== records) {
    world.violation(`${appends} records instead of ${records}`);
  }
}
