import type { ExecutionMeta, Journal } from "../../../lib/engine/journal-port.ts";
import type { Ports } from "../../../lib/engine/ports.ts";
import type { Mutant, SimulatedProcess } from "../simulated.ts";
import { shownIn } from "./shown-in.ts";

type Wrap = (journal: Journal, process: SimulatedProcess) => Partial<Journal>;

/** A mutant whose journal does some things in another way. */
export function journalMutant(name: string, breaks: string, wrap: Wrap): Mutant {
  return {
    name,
    breaks,
    ports: (ports: Ports, process: SimulatedProcess) => ({
      ...ports,
      journal: { ...ports.journal, ...wrap(ports.journal, process) },
    }),
  };
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
  shownIn("a distributed Map that is redriven", {
    name: "takes the ends of before a redrive for those of after it",
    breaks: "A child's end is that of one redrive",
    ports: (ports) => ({
      ...ports,
      mapRunJournal: {
        ...ports.mapRunJournal,
        resolve: (arn, resolution) =>
          ports.mapRunJournal.resolve(arn, { ...resolution, redrive: undefined }),
      },
    }),
  }),
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
