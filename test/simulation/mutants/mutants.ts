import { randomSchedule } from "../campaign.ts";
import type { Mutant } from "../simulated.ts";
import { engineMutants } from "./engine-mutants.ts";
import { journalMutants } from "./journal-mutants.ts";

/** Wrong variants of the engine: the simulation must find out each of them. */
export const mutants: readonly Mutant[] = [...journalMutants, ...engineMutants];

export interface Catch {
  /** The schedules that it took. */
  readonly schedules: number;
  readonly violation: string;
}

/** The first of so many random schedules in which the mutant breaks what must hold. */
export async function findOut(mutant: Mutant, schedulesMax: number): Promise<Catch | undefined> {
  for (let seed = 1; seed <= schedulesMax; seed++) {
    const [violation] = (await randomSchedule(seed, mutant)).violations;
    if (violation !== undefined) return { schedules: seed, violation };
  }
  return undefined;
}
