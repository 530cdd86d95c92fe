import {
  type Boundary,
  type Fault,
  FaultHits,
  faultsAt,
  RandomFaults,
  SingleFault,
} from "./faults.ts";
import { golden } from "./golden.ts";
import type { Scenario } from "./scenario.ts";
import { type Outcome, runSchedule } from "./schedule.ts";
import type { Mutant } from "./simulated.ts";

/** What came of many schedules. */
export class Campaign {
  schedules = 0;
  cuts = 0;
  readonly hits = new FaultHits();
  /** The schedules in which something did not hold, as many as are worth reading. */
  readonly failures: Failure[] = [];
  private readonly mutant: Mutant | undefined;

  constructor(mutant?: Mutant) {
    this.mutant = mutant;
  }

  /** Every call at a boundary of every golden machine goes wrong once in each of four ways. */
  async runCrashPoints(share = 1): Promise<void> {
    for (const scenario of golden) {
      const { calls } = await runSchedule(scenario, { seed: 0, mutant: this.mutant });
      for (let place = 0; place < calls; place++) {
        for (const [index, fault] of crashes.entries()) {
          if ((crashes.length * place + index) % Math.round(1 / share) !== 0) continue;
          const plan = () => new SingleFault(place, fault);
          const outcome = await runSchedule(scenario, { seed: 0, plan, mutant: this.mutant });
          this.add(outcome, `--scenario "${scenario.name}" --place ${place} --fault ${fault}`);
        }
      }
    }
  }

  /** Random faults in a random golden machine, as the seed says. */
  async runRandom(seed: number): Promise<void> {
    const outcome = await randomSchedule(seed, this.mutant);
    this.add(outcome, `--only ${seed}`);
  }

  /** Boundaries and faults that were hit less often than this. */
  missed(minimum: number): readonly string[] {
    return everyHit.filter((name) => (this.hits.counts.get(name) ?? 0) < minimum);
  }

  private add({ scenario, violations, hits, cuts, trace }: Outcome, replay: string): void {
    this.schedules++;
    this.cuts += cuts;
    this.hits.addAll(hits);
    if (violations.length === 0) return;
    this.failures.push({ name: scenario.name, replay, violations, trace });
  }
}

export interface Failure {
  readonly name: string;
  /** The options that show it again. */
  readonly replay: string;
  readonly violations: readonly string[];
  readonly trace: readonly string[];
}

/** The schedule of a seed. */
export function randomSchedule(seed: number, mutant?: Mutant): Promise<Outcome> {
  const { where } = mutant ?? {};
  const scenario = where === undefined ? golden[seed % golden.length] : goldenOf(where);
  if (scenario === undefined) throw new Error("there are golden machines");
  const plan = (random: ConstructorParameters<typeof RandomFaults>[0]) => new RandomFaults(random);
  return runSchedule(scenario, { seed, plan, isRough: true, mutant });
}

/** The golden machine's schedule in which the call at this place goes wrong. */
export function crashPoint(name: string, place: number, fault: Fault): Promise<Outcome> {
  return runSchedule(goldenOf(name), { seed: 0, plan: () => new SingleFault(place, fault) });
}

function goldenOf(name: string): Scenario {
  const scenario = golden.find((candidate) => candidate.name === name);
  if (scenario === undefined) throw new Error(`there is no golden machine "${name}"`);
  return scenario;
}

const crashes = ["before", "refused", "lied", "after"] as const;

const everyHit = [
  ...Object.entries(faultsAt).flatMap(([boundary, faults]) =>
    faults.map((fault) => `${boundary as Boundary} ${fault as Fault}`),
  ),
  "a clock is ahead",
  "a clock is behind",
];
