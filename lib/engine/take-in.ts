import type { AttemptId } from "../core/command.ts";
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
  offer(stimulus: Stimulus): void;
}

/** Offers the answers from outside, save those to Tasks that are still being performed. */
export function takeIn(driver: Taker, resolutions: readonly Resolution[], clock: Clock): void {
  for (const resolution of resolutions) {
    const { attempt } = resolution;
    if (driver.hasInHand(attempt) || driver.hasResolution(attempt)) continue;
    if (isPending(driver.snapshot, Math.abs(attempt))) {
      const stimuli = resolutionStimuli(resolution, clock);
      if (stimuli.length === 0 || isHeld(driver, resolution, resolutions, clock.now())) continue;
      driver.consume(attempt);
      for (const stimulus of stimuli) driver.offer(stimulus);
    } else if (!driver.isVolatile && resolution.at < clock.now() - strayAfterMs) {
      // Nobody waits any more to hear whether it came in time.
      driver.consume(attempt);
    }
  }
}

/** By then SendTask* has found out whether its answer came in time. */
const strayAfterMs = 60_000;
