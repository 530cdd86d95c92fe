import { randomSchedule } from "../campaign.ts";
import { golden } from "../golden.ts";
import { runSchedule } from "../schedule.ts";
import type { Mutant } from "../simulated.ts";
import { answerMutants } from "./answer-mutants.ts";
import { driverMutants } from "./driver-mutants.ts";
import { engineMutants } from "./engine-mutants.ts";
import { journalMutants } from "./journal-mutants.ts";
import { recordMutants } from "./record-mutants.ts";

/** Wrong variants of the engine: the simulation must find out each of them. */
export const mutants: readonly Mutant[] = [
  ...journalMutants,
  ...recordMutants,
  ...engineMutants,
  ...driverMutants,
  ...answerMutants,
];

export interface Catch {
  /** The schedules that it took. */
  readonly schedules: number;
  readonly violation: string;
}

/** The first schedule in which the mutant breaks what must hold: even ones, then random ones. */
export async function findOut(mutant: Mutant, schedulesMax: number): Promise<Catch | undefined> {
  for (const scenario of golden) {
    const { violations } = await runSchedule(scenario, { seed: 0, mutant });
    if (violations[0] !== undefined) return { schedules: 0, violation: violations[0] };
  }
  for (let seed = 1; seed <= schedulesMax; seed++) {
    const [violation] = (await randomSchedule(seed, mutant)).violations;
    if (violation !== undefined) return { schedules: seed, violation };
  }
  return undefined;
}
