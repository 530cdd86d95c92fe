import type { Definitions } from "../../lib/engine/definitions-port.ts";
import type { Journal, JournalMeta, JournalRecord } from "../../lib/engine/journal-port.ts";
import type { ActivityQueue, Ports, WakeQueue } from "../../lib/engine/ports.ts";
import { SimulatedInvoker } from "./invoker.ts";
import { nameOf } from "./names.ts";
import type { SimulatedProcess } from "./simulated.ts";

/** What an engine of the simulated world sees of it: every call may go wrong. */
export function simulatedPorts(process: SimulatedProcess): Ports {
  const { world } = process;
  return {
    clock: process,
    journal: executionJournal(process),
    mapRunJournal: journalOf(process, "mapRunJournal", world.mapRunJournal),
    wakeQueue: wakeQueue(process),
    invoker: new SimulatedInvoker(process),
    definitions: definitions(process),
    activityQueue: activityQueue(process),
  };
}

function executionJournal(process: SimulatedProcess): Journal {
  const { world } = process;
  const { journal, ledger } = world;
  return {
    ...journalOf(process, "journal", journal),
    append: (arn, record) =>
      process.call("journal.append", `${nameOf(arn)} ${describe(record)}`, () => {
        const isNew = record.number === (journal.written.get(arn)?.length ?? 0) + 1;
        const won = journal.append(arn, record);
        if (won && isNew) ledger.appended(process, arn, record);
        if (won && journal.load(arn)?.meta.startedMs !== record.snapshot.startedMs) {
          world.violation(`record ${record.number} is of a former execution`);
        }
        if (won && !isNew) ledger.repeated(arn, record);
        if (!won) ledger.lostAppends++;
        world.dueChanged();
        return won;
      }),
    events: (arn, query) =>
      process.call("journal.events", nameOf(arn), () => journal.events(arn, query)),
  };
}

function journalOf<Meta extends JournalMeta, State>(
  process: SimulatedProcess,
  name: "journal" | "mapRunJournal",
  journal: Journal<Meta, State>,
): Journal<Meta, State> {
  const { world } = process;
  const changing = <T>(work: () => T): T => {
    const answer = work();
    world.dueChanged();
    return answer;
  };
  return {
    create: (arn, meta) =>
      process.call(`${name}.create`, nameOf(arn), () =>
        changing(() => {
          world.ledger.creates(meta);
          return journal.create(arn, meta) as Meta | undefined;
        }),
      ),
    load: (arn) => process.call(`${name}.load`, nameOf(arn), () => journal.load(arn)) as never,
    append: (arn, record) =>
      process.call(`${name}.append`, `${nameOf(arn)} ${record.number}`, () =>
        changing(() => journal.append(arn, record) as boolean),
      ),
    events: (arn, query) => journal.events(arn, query),
    resolve: (arn, resolution) =>
      process.call(`${name}.resolve`, `${nameOf(arn)} ${resolution.attempt}`, () =>
        changing(() => journal.resolve(arn, resolution)),
      ) as never,
    due: (query) => process.call(`${name}.due`, "", () => journal.due(query)) as never,
  };
}

function describe({ number, events }: JournalRecord): string {
  return `#${number} ${events.map(({ type }) => type).join(" ")}`;
}

function wakeQueue(process: SimulatedProcess): WakeQueue {
  const { world } = process;
  return {
    send: (arn) =>
      process.call("wakeQueue.send", nameOf(arn), () => {
        // To whoever is alive when it arrives.
        world.scheduler.after(world.latency(), () => (world.process ?? process).look(arn));
      }),
    setAlarm: (arn, at) =>
      process.call("wakeQueue.setAlarm", nameOf(arn), () => process.setAlarm(arn, at)),
  };
}

function definitions(process: SimulatedProcess): Definitions {
  const kept = process.world.definitions;
  return {
    get: (arn) => process.call("definitions.get", nameOf(arn), () => kept.get(arn)),
    put: (record) => process.call("definitions.put", nameOf(record.arn), () => kept.put(record)),
    delete: (arn, edition) => kept.delete(arn, edition),
    list: (query) => kept.list(query),
    putText: (hash, text) =>
      process.call("definitions.putText", "", () => kept.putText(hash, text)),
    text: (hash) => process.call("definitions.text", "", () => kept.text(hash)),
  };
}

function activityQueue(process: SimulatedProcess): ActivityQueue {
  const queue = process.world.activityTasks;
  return {
    put: (arn, task) =>
      process.call("activityQueue.put", `${task.attempt}`, () => queue.put(arn, task)),
    take: (arn) =>
      process.call("activityQueue.take", "", () => {
        const task = queue.take(arn, process);
        if (task !== undefined) process.world.ledger.handedOut(task);
        return task;
      }),
    remove: (arn, attempt) =>
      process.call("activityQueue.remove", `${attempt}`, () => queue.remove(arn, attempt)),
  };
}
