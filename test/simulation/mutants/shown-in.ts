import type { Mutant } from "../simulated.ts";

/** The mutant, looked for in the scenario where it shows best. */
export function shownIn(where: string, mutant: Mutant): Mutant {
  return { ...mutant, where };
}
