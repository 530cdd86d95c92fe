import { FaultHits } from "../faults.ts";
import { golden } from "../golden.ts";
import type { Random } from "../random.ts";
import { aimsOf, missedOf, RandomAwsFaults } from "./aws-faults.ts";
import type { AwsScenario } from "./aws-scenario.ts";
import { type AwsOutcome, runAwsSchedule } from "./aws-schedule.ts";
import { awsScenarios } from "./scenarios.ts";
import type { AwsMutant } from "./simulated-cloud.ts";

/** What is played on the host in AWS: the golden machines, and what only it may fail in. */
export const scenarios: readonly AwsScenario[] = [...golden, ...awsScenarios];

/** What came of many schedules on the host in AWS. */
export class AwsCampaign {
  schedules = 0;
  cuts = 0;
  readonly hits = new FaultHits();
  /** The schedules in which something did not hold. */
  readonly failures: AwsFailure[] = [];

  /** Random faults in a random machine, as the seed says. */
  async runRandom(seed: number): Promise<void> {
    const { scenario, violations, hits, cuts } = await randomAwsSchedule(seed, undefined, true);
    this.schedules++;
    this.cuts += cuts;
    this.hits.addAll(hits);
    if (violations.length === 0) return;
    const { trace } = await randomAwsSchedule(seed);
    this.failures.push({ name: scenario.name, replay: `--only ${seed}`, violations, trace });
  }

  /** Boundaries and faults that were hit less often than this. */
  missed(minimum: number): readonly string[] {
    return missedOf(this.hits, minimum);
  }
}

export interface AwsFailure {
  readonly name: string;
  /** The options that show it again. */
  readonly replay: string;
  readonly violations: readonly string[];
  readonly trace: readonly string[];
}

/** The schedule of a seed. */
export function randomAwsSchedule(
  seed: number,
  mutant?: AwsMutant,
  isUntraced = false,
): Promise<AwsOutcome> {
  const { where } = mutant ?? {};
  const scenario = where === undefined ? scenarioOf(seed) : scenarios.find(isNamed(where));
  if (scenario === undefined) throw new Error(`there is no scenario "${where}"`);
  const plan = (random: Random) => new RandomAwsFaults(random, aimsOf(scenario));
  return runAwsSchedule(scenario, { seed, plan, isRough: true, mutant, isUntraced });
}

/** Three of four are small, so that many can be played. */
function scenarioOf(seed: number): AwsScenario | undefined {
  const chosen = seed % 4 === 0 ? scenarios : small;
  return chosen[Math.floor(seed / 4) % chosen.length];
}

function isNamed(name: string): (scenario: AwsScenario) => boolean {
  return (scenario) => scenario.name === name;
}

/** Without Map Runs, and without months of sweeps. */
const small = scenarios.filter(({ items, takesLong }) => items === undefined && !takesLong);
