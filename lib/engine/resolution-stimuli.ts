import type { Stimulus } from "../core/stimulus.ts";
import type { Resolution, ResolutionOutcome } from "./journal-port.ts";
import type { Clock } from "./ports.ts";

/** What a resolution tells an execution; undefined: it is no final one. */
export function resolutionStimulus(
  { attempt, at, outcome }: Resolution,
  clock: Clock,
): Stimulus | undefined {
  return stimulusAs(outcome.type, outcome, { attempt, at, seed: clock.seed() }, clock);
}

interface Moment {
  readonly attempt: number;
  readonly at: number;
  readonly seed: number;
}

type OutcomeOf<T extends ResolutionOutcome["type"]> = Extract<
  ResolutionOutcome,
  { readonly type: T }
>;

const stimuli: {
  readonly [T in ResolutionOutcome["type"]]: (
    outcome: OutcomeOf<T>,
    moment: Moment,
    clock: Clock,
  ) => Stimulus | undefined;
} = {
  succeeded: ({ output }, moment) => ({ type: "taskSucceeded", ...moment, output }),
  failed: ({ error, cause }, moment) => ({ type: "taskFailed", ...moment, error, cause }),
  // Whoever wrote it had seen the timer due, by a clock that may be ahead of ours.
  expired: (_outcome, { at, seed }, clock) => ({
    type: "timerFired",
    at: Math.max(at, clock.now()),
    seed,
  }),
  mapRunAborted: (_outcome, moment) => ({ type: "mapRunAborted", ...moment }),
  heartbeat: () => undefined,
  childEnded: () => undefined,
};

function stimulusAs<T extends ResolutionOutcome["type"]>(
  type: T,
  outcome: ResolutionOutcome,
  moment: Moment,
  clock: Clock,
): Stimulus | undefined {
  return stimuli[type](outcome as OutcomeOf<T>, moment, clock);
}
