import type { AttemptId } from "../core/command.ts";
import type { Snapshot } from "../core/snapshot.ts";
import { type Answered, isHeld } from "./held-answers.ts";
import type { Inbox } from "./inbox.ts";
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
  readonly inbox: Pick<Inbox, "hasResolution" | "consume" | "offerResolution">;
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
    if (driver.inbox.hasResolution(attempt) || (driver.hasInHand(attempt) && !isDue)) continue;
    if (isPending(driver.snapshot, Math.abs(attempt))) {
      if (isOfAnotherRedrive(driver.snapshot, resolution)) continue;
      const stimuli = resolutionStimuli(resolution, clock);
      if (stimuli.length === 0) continue;
      if (!isDue && isHeld(driver, resolution, resolutions, clock.now())) continue;
      driver.inbox.offerResolution(resolution, stimuli);
    } else if (!driver.isVolatile) {
      leaveOut(driver, resolution, clock.now());
    }
  }
}

/** An answer that came too late goes when nobody waits any more to hear whether it did. */
function leaveOut(driver: Taker, resolution: Resolution, now: number): void {
  const goneMs = resolution.at + strayAfterMs;
  if (goneMs <= now) driver.inbox.consume(resolution.attempt);
  else if (isFinal(resolution)) driver.strayMs = Math.min(driver.strayMs ?? goneMs, goneMs);
}

/**
 * The end of a Map Run that has been redriven since, whose place its next end takes: consuming this
 * one could take that away instead. Or others have redriven it: whoever goes on from there has it.
 */
function isOfAnotherRedrive({ threads }: Snapshot, { attempt, redrive }: Resolution): boolean {
  if (redrive === undefined) return false;
  for (const { phase } of threads.values()) {
    if (phase.type !== "mapRun" || phase.attempt !== attempt) continue;
    return phase.redrive !== undefined && phase.redrive !== redrive;
  }
  return false;
}

/** By then SendTask* has found out whether its answer came in time. */
const strayAfterMs = 60_000;
