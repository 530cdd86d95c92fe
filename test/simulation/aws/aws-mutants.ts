import type { Engine } from "../../../lib/engine/engine.ts";
import type { MessageQueues } from "../../../lib/hosts/lambda/message-queues.ts";
import { randomAwsSchedule, scenarios } from "./aws-campaign.ts";
import { runAwsSchedule } from "./aws-schedule.ts";
import type { AwsMutant, SimulatedSandbox } from "./simulated-cloud.ts";

/** What of a sandbox is nobody's business but the host's. */
interface Inside {
  look(message: unknown): Promise<void>;
  rest(): Promise<void>;
  looksAgain(): boolean;
  readonly parts: { queues: Mutable<MessageQueues>; boundMs: () => number };
  readonly wakeUps: { setAlarm: () => undefined; hops: () => object };
}

interface JournalInside {
  due: () => Promise<readonly never[]>;
  load: (arn: string) => Promise<undefined>;
  move: () => Promise<void>;
  readonly settings: { readonly values: { put: () => Promise<void> } };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const hostOf = (sandbox: SimulatedSandbox): Inside => sandbox.host as unknown as Inside;
const journalOf = (sandbox: SimulatedSandbox): JournalInside =>
  sandbox.stores.journal as unknown as JournalInside;

/** Wrong variants of the host in AWS: the simulation must find out each of them. */
export const awsMutants: readonly AwsMutant[] = [
  {
    name: "acknowledges before the work is done",
    breaks: "Work, append, send what the record obliges, then acknowledge",
    where: "tasks in a row, retried",
    change: (sandbox) => {
      const host = hostOf(sandbox);
      const look = sandbox.host.look.bind(sandbox.host);
      host.look = (message) => {
        void look(message as never).catch(() => undefined);
        return Promise.resolve();
      };
      host.rest = () => Promise.resolve();
    },
  },
  {
    name: "sends early wake-ups on at once",
    breaks: "A wake-up that is early is re-sent with the remainder",
    where: "waits of many lengths",
    change: (sandbox) => {
      const { queues } = hostOf(sandbox).parts;
      const wake = sandbox.host.parts.queues.wake.bind(sandbox.host.parts.queues);
      if (isChanged(queues)) return;
      queues.wake = ({ at, ...message }) => wake({ ...message, ...(at && { at: 1 }) });
    },
  },
  {
    name: "sends no alarm",
    breaks: "The record that changes the alarm obliges its writer to send it",
    where: "waits of many lengths",
    change: (sandbox) => {
      hostOf(sandbox).wakeUps.setAlarm = () => undefined;
    },
  },
  {
    name: "sweeps nothing in AWS",
    breaks: "A sweeper reads the due index each minute",
    where: "waits of many lengths",
    change: (sandbox) => {
      journalOf(sandbox).due = async () => [];
    },
  },
  {
    name: "never moves due",
    breaks: "META.due moves when the execution parks or ends",
    where: "choices only",
    change: (sandbox) => {
      journalOf(sandbox).move = async () => undefined;
    },
  },
  {
    name: "takes what kills it in with others again",
    breaks: "A message received twice goes alone through a queue of batch size one",
    where: "an execution that kills whoever carries it on",
    change: (sandbox) => {
      const { queues } = hostOf(sandbox).parts;
      if (isChanged(queues)) return;
      const wake = queues.wake.bind(queues);
      queues.wakeAlone = (message) => wake(message);
    },
  },
  {
    name: "counts no hops",
    breaks: "The hop budget counts wake-ups since the last append",
    where: "an execution whose wake-ups lead nowhere",
    change: (sandbox) => {
      hostOf(sandbox).wakeUps.hops = () => ({});
    },
  },
  {
    name: "gives dead letters up",
    breaks: "The dead-letter consumer ends an execution",
    where: "an execution that kills whoever carries it on",
    change: (sandbox) => {
      if (sandbox.functionName !== "dead-letters") return;
      journalOf(sandbox).load = async () => undefined;
    },
  },
  {
    name: "writes no large values",
    breaks: "A large value is there before the record that names it",
    where: "values that are too large for the table",
    change: (sandbox) => {
      journalOf(sandbox).settings.values.put = async () => undefined;
    },
  },
  {
    name: "claims nothing",
    breaks: "The task runner claims the attempt by a conditional put",
    where: "Tasks for the task runner",
    change: (sandbox) => {
      const engine = sandbox.engine as Mutable<Engine>;
      if (isChanged(engine)) return;
      const resolve = engine.resolve.bind(engine);
      engine.resolve = (arn, incarnation, attempt, outcome) =>
        outcome.type === "claimed" ? undefined : resolve(arn, incarnation, attempt, outcome);
    },
  },
  {
    name: "begins what it has no time for",
    breaks: "A Task runs inline if its bound fits into what is left",
    where: "Tasks that fill an invocation",
    change: (sandbox) => {
      hostOf(sandbox).parts.boundMs = () => 0;
    },
  },
  {
    name: "lets go of what the table refuses",
    breaks: "Only after deadBy may anyone append that the attempt was interrupted",
    where: "several executions in a batch",
    change: (sandbox) => {
      hostOf(sandbox).looksAgain = () => false;
    },
  },
];

const changed = new WeakSet<object>();

/** A sandbox is changed once, though it is invoked often. */
function isChanged(part: object): boolean {
  if (changed.has(part)) return true;
  changed.add(part);
  return false;
}

/** The first of so many schedules, even ones first, in which the mutant breaks what must hold. */
export async function findOutAws(mutant: AwsMutant, schedulesMax: number): Promise<string[]> {
  const scenario = scenarios.find(({ name }) => name === mutant.where);
  if (scenario === undefined) throw new Error(`there is no scenario "${mutant.where}"`);
  const even = await runAwsSchedule(scenario, { seed: 0, mutant });
  if (even.violations.length > 0) return [...even.violations];
  for (let seed = 1; seed <= schedulesMax; seed++) {
    const { violations } = await randomAwsSchedule(seed, mutant);
    if (violations.length > 0) return [...violations];
  }
  return [];
}
