import { awsLimits, type Limits } from "../data/limits.ts";
import type { JsonObject } from "../language/json.ts";
import { type Budget, defaultBudget } from "./budget.ts";
import type { Command } from "./command.ts";
import { Draft, type IntentOf } from "./draft.ts";
import type { HistoryEvent } from "./history-event.ts";
import type { Inspect } from "./inspect.ts";
import type { Machine } from "./machine.ts";
import { type MaybePromise, whenDone } from "./maybe-promise.ts";
import { guarded, runReady } from "./run.ts";
import type { Snapshot, Thread } from "./snapshot.ts";
import { react } from "./stimuli.ts";
import type { Answer, Stimulus } from "./stimulus.ts";

export interface AdvanceOptions {
  /** @default awsLimits */
  readonly limits?: Limits;
  /** @default no more than 1,000 events and 256 KiB, or one state more */
  readonly budget?: Budget;
  /** Who is to perform an attempt that is scheduled now. @default nothing is said of it */
  readonly intentOf?: IntentOf | undefined;
  /** What task tokens are made from. @default the execution's randomness */
  readonly secret?: string | undefined;
  /** Told of intermediate values. Must not change anything. */
  readonly inspect?: Inspect;
  /** TestState: stands for the Context Object in every expression. */
  readonly context?: JsonObject | undefined;
}

export interface Advanced {
  readonly snapshot: Snapshot;
  /** Threads that changed, new values; null for one that ended. */
  readonly changes: ReadonlyMap<number, Thread | null>;
  readonly events: readonly HistoryEvent[];
  readonly commands: readonly Command[];
  /** One per stimulus, in order. */
  readonly answers: readonly Answer[];
  /** The budget is spent: append, then call again with no stimuli. */
  readonly more: boolean;
}

/**
 * Takes an execution from one snapshot to the next: deterministic, without clock, randomness or
 * I/O. The same arguments give the same answer. A promise only where JSONata had to be awaited.
 */
export function advance(
  machine: Machine,
  snapshot: Snapshot,
  stimuli: readonly Stimulus[],
  options: AdvanceOptions = {},
): MaybePromise<Advanced> {
  const { limits = awsLimits, budget = defaultBudget, inspect } = options;
  const draft = new Draft(machine, snapshot, limits, inspect);
  draft.givenContext = options.context;
  draft.intentOf = options.intentOf;
  draft.secret = options.secret;
  const answers: Answer[] = [];
  return whenDone(applyAll(draft, stimuli, 0, answers), () =>
    whenDone(runReady(draft, budget), () => finish(draft, answers)),
  );
}

function applyAll(
  draft: Draft,
  stimuli: readonly Stimulus[],
  from: number,
  answers: Answer[],
): MaybePromise<void> {
  for (let at = from; at < stimuli.length; at++) {
    const stimulus = stimuli[at];
    if (stimulus === undefined) continue;
    const applied = guarded(draft, () =>
      whenDone(react(draft, stimulus), (answer) => {
        answers[at] = answer;
      }),
    );
    if (applied instanceof Promise) {
      return applied.then(() => applyAll(draft, stimuli, at + 1, answers));
    }
    // A history that is full has taken the stimulus all the same.
    answers[at] ??= { accepted: true };
  }
}

function finish(draft: Draft, answers: readonly Answer[]): Advanced {
  const { snapshot, changes } = draft.finish();
  const { before, commands } = draft;
  if (snapshot.dueMs !== undefined && snapshot.dueMs !== before.dueMs) {
    commands.push({ type: "startTimer", at: snapshot.dueMs });
  }
  return {
    snapshot,
    changes,
    events: draft.events,
    commands,
    answers,
    more: snapshot.ready.length > 0,
  };
}
