import type { AttemptId } from "../core/command.ts";
import type { Snapshot } from "../core/snapshot.ts";
import type { Stimulus } from "../core/stimulus.ts";
import { type Answered, isHeld } from "./held-answers.ts";
import type { Resolution } from "./journal-port.ts";
import { isPending } from "./pending-attempts.ts";
import type { Clock } from "./ports.ts";
import { isFinal } from "./replaces.ts";
import { resolutionStimuli } from "./resolution-stimuli.ts";

/** What takes answers in. */
interface Taker extends Answered {
  readonly isVolatile: boolean;
  /** When answers that came too late may go. */
  strayMs: number | undefined;
  hasInHand(attempt: AttemptId): boolean;
  /** Does the next record take the attempt's resolution in? */
  hasResolution(attempt: AttemptId): boolean;
  consume(attempt: AttemptId): void;
  offerResolution(attempt: AttemptId, stimuli: readonly Stimulus[]): void;
}

/**
 * Offers the answers from outside, save those to Tasks that are still being performed.
 * @param isDue whether time is up for these attempts: an answer that is there comes before that
 */
export function takeIn(
  driver: Taker,
  resolutions: readonly Resolution[],
  clock: Clock,
  isDue = false,
): void {
  driver.strayMs = undefined;
  for (const resolution of resolutions) {
    const { attempt } = resolution;
    if (driver.hasResolution(attempt) || (driver.hasInHand(attempt) && !isDue)) continue;
    if (isPending(driver.snapshot, Math.abs(attempt))) {
      if (isOutdated(driver.snapshot, resolution)) {
        driver.consume(attempt);
        continue;
      }
      const stimuli = resolutionStimuli(resolution, clock);
      if (stimuli.length === 0) continue;
      if (!isDue && isHeld(driver, resolution, resolutions, clock.now())) continue;
      driver.offerResolution(attempt, stimuli);
    } else if (!driver.isVolatile) {
      leaveOut(driver, resolution, clock.now());
    }
  }
}

/** An answer that came too late goes when nobody waits any more to hear whether it did. */
function leaveOut(driver: Taker, resolution: Resolution, now: number): void {
  const goneMs = resolution.at + strayAfterMs;
  if (goneMs <= now) driver.consume(resolution.attempt);
  else if (isFinal(resolution)) driver.strayMs = Math.min(driver.strayMs ?? goneMs, goneMs);
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
