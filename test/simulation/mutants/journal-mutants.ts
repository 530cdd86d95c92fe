import type { ExecutionMeta, Journal, JournalRecord } from "../../../lib/engine/journal-port.ts";
import type { Ports } from "../../../lib/engine/ports.ts";
import type { Mutant, SimulatedProcess } from "../simulated.ts";

type Wrap = (journal: Journal, process: SimulatedProcess) => Partial<Journal>;

/** A mutant whose journal does some things in another way. */
function journalMutant(name: string, breaks: string, wrap: Wrap): Mutant {
  return {
    name,
    breaks,
    ports: (ports: Ports, process: SimulatedProcess) => ({
      ...ports,
      journal: { ...ports.journal, ...wrap(ports.journal, process) },
    }),
  };
}

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

const soonMs = 400;

/** Mutants that keep the journal's promises badly. */
export const journalMutants: readonly Mutant[] = [
  journalMutant("acts before the record is won", "Win the record, then act", ({ append }) => ({
    append: (arn, record) => {
      void Promise.resolve(append(arn, record)).catch(() => false);
      return true;
    },
  })),
  recordMutant("gives a retry another nonce", "A nonce belongs to one content", (_, process) => ({
    nonce: process.seed(),
  })),
  journalMutant("takes a lost race for won", "A loser reads and feeds on", ({ append }) => ({
    append: async (arn, record) => {
      await append(arn, record);
      return true;
    },
  })),
  journalMutant("takes a failed write for won", "It may have been done, or not", ({ append }) => ({
    append: async (arn, record) => {
      try {
        return await append(arn, record);
      } catch {
        return true;
      }
    },
  })),
  journalMutant("takes a failed write for lost", "It may have been done, or not", ({ append }) => ({
    append: async (arn, record) => {
      try {
        return await append(arn, record);
      } catch {
        return false;
      }
    },
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
  journalMutant("carries nothing out again", "Every load re-sends the unconfirmed", (journal) => ({
    load: async (arn) => {
      const head = await journal.load(arn);
      return head && { ...head, unconfirmed: [] };
    },
  })),
  journalMutant("reads what was", "Every read sees every write", (journal) => {
    const first = new Map<string, Awaited<ReturnType<Journal["load"]>>>();
    return {
      load: async (arn) => {
        const known = first.get(arn);
        const head = known ?? (await journal.load(arn));
        if (head !== undefined && head.number > 0) first.set(arn, head);
        return head;
      },
    };
  }),
  journalMutant(
    "answers a start before it is written",
    "One put, then the answer",
    (journal, process) => ({
      create: (arn, meta: ExecutionMeta) => {
        process.world.scheduler.after(soonMs, () => {
          if (!process.isDead)
            void Promise.resolve(journal.create(arn, meta)).catch(() => undefined);
        });
        return undefined;
      },
    }),
  ),
  journalMutant("loses resolutions", "Whoever comes first writes the resolution", () => ({
    resolve: () => undefined,
  })),
  journalMutant(
    "answers a SendTask before it is written",
    "SendTask* writes, wakes, answers",
    (journal, process) => ({
      resolve: (arn, resolution) => {
        process.world.scheduler.after(soonMs, () => {
          if (process.isDead) return;
          void Promise.resolve(journal.resolve(arn, resolution)).catch(() => undefined);
        });
        return undefined;
      },
    }),
  ),
  journalMutant("sweeps nothing", "A sweeper wakes what is overdue", () => ({ due: () => [] })),
  {
    name: "loses the ends of a Map Run's children",
    breaks: "A child's end is a resolution of its Map Run",
    ports: (ports) => ({
      ...ports,
      mapRunJournal: { ...ports.mapRunJournal, resolve: () => undefined },
    }),
  },
  {
    name: "takes a Map Run's lost race for won",
    breaks: "Children start only from a won record",
    ports: (ports) => ({
      ...ports,
      mapRunJournal: {
        ...ports.mapRunJournal,
        append: (arn, record) => {
          void Promise.resolve(ports.mapRunJournal.append(arn, record)).catch(() => false);
          return true;
        },
      },
    }),
  },
  {
    name: "has Map Runs that are never due",
    breaks: "Map Runs are in the due index too",
    ports: (ports) => ({
      ...ports,
      mapRunJournal: {
        ...ports.mapRunJournal,
        append: (arn, record) => ports.mapRunJournal.append(arn, { ...record, dueMs: undefined }),
      },
    }),
  },
];
