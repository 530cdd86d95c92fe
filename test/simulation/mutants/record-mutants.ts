import type { JournalRecord } from "../../../lib/engine/journal-port.ts";
import type { Mutant, SimulatedProcess } from "../simulated.ts";
import { journalMutant } from "./journal-mutants.ts";
import { shownIn } from "./shown-in.ts";

/** One whose records are others than the engine's. */
function recordMutant(
  name: string,
  breaks: string,
  change: (record: JournalRecord, process: SimulatedProcess) => Partial<JournalRecord>,
): Mutant {
  return journalMutant(name, breaks, ({ append }, process) => ({
    append: (arn, record) => append(arn, { ...record, ...change(record, process) }),
  }));
}

/** Mutants whose records are not what they should be. */
export const recordMutants: readonly Mutant[] = [
  recordMutant("gives a retry another nonce", "A nonce belongs to one content", (_, process) => ({
    nonce: process.seed(),
  })),
  recordMutant("is never due", "A sweeper reads the due index", () => ({ dueMs: undefined })),
  recordMutant(
    "is not due while it works",
    "Whoever comes after a crash finds what was in hand",
    ({ snapshot }) => ({ dueMs: snapshot.dueMs }),
  ),
  recordMutant("confirms before it has carried out", "Ours stay unconfirmed", () => ({
    unconfirmed: [],
  })),
  recordMutant("never consumes a resolution", "A record names what it consumed", () => ({
    consumed: [],
  })),
  recordMutant("writes what changed since now", "A record has the changed threads", (record) => ({
    before: record.snapshot,
  })),
  recordMutant("loses an event", "Event ids have no gaps", ({ events }) => ({
    events: events.length > 2 ? events.slice(0, -1) : events,
  })),
  recordMutant("writes an event twice", "Event ids have no repeats", ({ events }) => ({
    events: events.length > 2 ? [...events, ...events.slice(-1)] : events,
  })),
  recordMutant("stays due for ever", "An ended execution leaves the due index", (record) => ({
    dueMs: record.dueMs ?? record.snapshot.nowMs,
  })),
  recordMutant(
    "links events to the wrong ones",
    "An event follows that of its thread",
    (record) => ({
      events: record.events.map((event) => ({ ...event, previousEventId: event.id - 1 })),
    }),
  ),
  recordMutant(
    "writes instants as clocks have them",
    "Recorded instants never go back",
    (record) => ({
      events: record.events.map((event) => ({
        ...event,
        timestampMs: event.timestampMs - (record.number % 2) * 5_000,
      })),
    }),
  ),
  recordMutant(
    "calls an interruption by another name",
    "An interrupted attempt says so",
    (record) => ({
      events: record.events.map((event) => {
        const { cause = "" } = (event.details ?? {}) as { readonly cause?: string };
        if (!cause.startsWith("Stepwright.TaskInterrupted")) return event;
        return { ...event, details: { ...event.details, cause: "who knows" } as never };
      }),
    }),
  ),
  shownIn(
    "a name that is used again",
    journalMutant(
      "knows no incarnations",
      "Records and values are keyed by incarnation",
      ({ append, resolve }, { world: { journal } }) => {
        const current = <T extends { readonly incarnation: number }>(
          arn: string,
          written: T,
        ): T => {
          const { incarnation = written.incarnation } = journal.load(arn)?.meta ?? {};
          return { ...written, incarnation };
        };
        return {
          append: (arn, record) => append(arn, current(arn, record)),
          resolve: (arn, resolution) => resolve(arn, current(arn, resolution)),
        };
      },
    ),
  ),
];
