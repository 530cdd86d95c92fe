import type { AttemptId } from "../core/command.ts";
import type { Snapshot } from "../core/snapshot.ts";
import type { Stimulus } from "../core/stimulus.ts";
import { type Answered, isHeld } from "./held-answers.ts";
import type { Resolution } from "./journal-port.ts";
import { isPending } from "./pending-attempts.ts";
import type { Clock } from "./ports.ts";
import { resolutionStimuli } from "./resolution-stimuli.ts";

/** What takes answers in. */
interface Taker extends Answered {
  readonly isVolatile: boolean;
  hasInHand(attempt: AttemptId): boolean;
  /** Does the next record take the attempt's resolution in? */
  hasResolution(attempt: AttemptId): boolean;
  consume(attempt: AttemptId): void;
  offerResolution(attempt: AttemptId, stimuli: readonly Stimulus[]): void;
}

/** Offers the answers from outside, save those to Tasks that are still being performed. */
export function takeIn(driver: Taker, resolutions: readonly Resolution[], clock: Clock): void {
  for (const resolution of resolutions) {
    const { attempt } = resolution;
    if (driver.hasInHand(attempt) || driver.hasResolution(attempt)) continue;
    if (isPending(driver.snapshot, Math.abs(attempt))) {
      if (isOutdated(driver.snapshot, resolution)) {
        driver.consume(attempt);
        continue;
      }
      const stimuli = resolutionStimuli(resolution, clock);
      if (stimuli.length === 0 || isHeld(driver, resolution, resolutions, clock.now())) continue;
      driver.offerResolution(attempt, stimuli);
    } else if (!driver.isVolatile && resolution.at < clock.now() - strayAfterMs) {
      // Nobody waits any more to hear whether it came in time.
      driver.consume(attempt);
    }
  }
}

/** The end of a Map Run that has been redriven since. */
function isOutdated({ threads }: Snapshot, { attempt, redrive }: Resolution): boolean {
  if (redrive === undefined) return false;
  for (const { phase } of threads.values()) {
    if (phase.type !== "mapRun" || phase.attempt !== attempt) continue;
    return phase.redrive !== undefined && phase.redrive !== redrive;
  }
  return false;
}

/** By then SendTask* has found out whether its answer came in time. */
const strayAfterMs = 60_000;
