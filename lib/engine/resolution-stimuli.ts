import type { Stimulus } from "../core/stimulus.ts";
import type { Resolution, ResolutionOutcome } from "./journal-port.ts";
import type { Clock } from "./ports.ts";
import { hasBegun, replyStimuli } from "./task-reply.ts";

/** What a resolution tells an execution, in order; nothing: it is not final. */
export function resolutionStimuli(
  { attempt, at, outcome }: Resolution,
  clock: Clock,
): readonly Stimulus[] {
  const moment = { attempt: Math.abs(attempt), at, seed: clock.seed() };
  return stimuliAs(outcome.type, outcome, moment, clock);
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

const none: readonly Stimulus[] = [];

const stimuli: {
  readonly [T in ResolutionOutcome["type"]]: (
    outcome: OutcomeOf<T>,
    moment: Moment,
    clock: Clock,
  ) => readonly Stimulus[];
} = {
  succeeded: ({ output }, moment) => [{ type: "taskSucceeded", ...moment, output }],
  failed: ({ error, cause }, moment) => [{ type: "taskFailed", ...moment, error, cause }],
  // Whoever wrote it had seen the timer due, by a clock that may be ahead of ours.
  expired: (_outcome, { at, seed }, clock) => [
    { type: "timerFired", at: Math.max(at, clock.now()), seed },
  ],
  mapRunAborted: (_outcome, moment) => [{ type: "mapRunAborted", ...moment }],
  // The same as if this process had performed it.
  replied: ({ reply, startedMs }, { attempt, at, seed }) => [
    ...(hasBegun(reply) ? [{ type: "taskStarted", attempt, at: startedMs, seed } as const] : none),
    ...replyStimuli(reply, attempt, at, seed),
  ],
  heartbeat: () => none,
  claimed: () => none,
  childEnded: () => none,
};

function stimuliAs<T extends ResolutionOutcome["type"]>(
  type: T,
  outcome: ResolutionOutcome,
  moment: Moment,
  clock: Clock,
): readonly Stimulus[] {
  return stimuli[type](outcome as OutcomeOf<T>, moment, clock);
}
