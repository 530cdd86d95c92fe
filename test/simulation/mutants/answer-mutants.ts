import { pendingAttempt } from "../../../lib/engine/pending-attempts.ts";
import type { Mutant } from "../simulated.ts";
import { journalMutant } from "./journal-mutants.ts";
import { shownIn } from "./shown-in.ts";

/** Mutants that deal badly with answers from outside, and with those that never come. */
export const answerMutants: readonly Mutant[] = [
  journalMutant("accepts a second answer", "Other content is refused", ({ resolve }) => ({
    resolve: async (arn, resolution) => {
      const other = await resolve(arn, resolution);
      return resolution.outcome.type === "expired" ? other : undefined;
    },
  })),
  shownIn(
    "an answer when the time is up",
    journalMutant("lets time be up without a word", "A timer writes expired", ({ resolve }) => ({
      resolve: (arn, resolution) =>
        resolution.outcome.type === "expired" ? undefined : resolve(arn, resolution),
    })),
  ),
  journalMutant("drops heartbeats", "A heartbeat updates the resolution", ({ resolve }) => ({
    resolve: (arn, resolution) =>
      resolution.outcome.type === "heartbeat" ? undefined : resolve(arn, resolution),
  })),
  shownIn(
    "heartbeats that come late",
    journalMutant(
      "lets time be up whatever the last heartbeat was",
      "It expires only if the beat that it read is still the last",
      ({ resolve }, { world }) => ({
        resolve: (arn, resolution) => {
          if (resolution.outcome.type !== "expired") return resolve(arn, resolution);
          const there = world.journal
            .load(arn)
            ?.resolutions.find(({ attempt }) => attempt === resolution.attempt);
          const isBeat = there?.outcome.type === "heartbeat";
          const lastBeatMs = isBeat ? there.at : resolution.outcome.lastBeatMs;
          return resolve(arn, { ...resolution, outcome: { type: "expired", lastBeatMs } });
        },
      }),
    ),
  ),
  journalMutant(
    "drops an answer that comes too soon",
    "A result that precedes TaskSubmitted is held",
    ({ resolve }, { world }) => ({
      resolve: (arn, resolution) => {
        const snapshot = world.journal.load(arn)?.snapshot;
        const pending = snapshot && pendingAttempt(snapshot, resolution.attempt);
        if (pending?.phase.submitted === false && !pending.phase.queued) return undefined;
        return resolve(arn, resolution);
      },
    }),
  ),
  {
    name: "takes what it cannot read for gone",
    breaks: "What cannot be read is left untouched, and looked at again",
    ports: (ports) => ({
      ...ports,
      journal: {
        ...ports.journal,
        load: async (arn) => {
          try {
            return await ports.journal.load(arn);
          } catch {
            return undefined;
          }
        },
      },
    }),
  },
  {
    name: "tells a repeat by another name",
    breaks: "Delivered again with the same idempotency key",
    ports: (ports, process) => {
      const { invoker } = ports;
      return {
        ...ports,
        invoker: {
          invoke: (request) => {
            const taskToken = `${process.id}`;
            return invoker.invoke({ ...request, task: { ...request.task, taskToken } });
          },
          cancel: (arn, attempt) => invoker.cancel(arn, attempt),
          isRepeatable: (request) => invoker.isRepeatable(request),
        },
      };
    },
  },
];
