import type { HistoryEvent } from "../../lib/core/history-event.ts";
import { Client } from "./client.ts";
import type { FaultPlan } from "./faults.ts";
import { type FaultHits, noFaults } from "./faults.ts";
import { cutsOf, ending, faultsOf, gist } from "./histories.ts";
import type { Mutant } from "./mutant.ts";
import { nameOf } from "./process.ts";
import { Random } from "./random.ts";
import type { Scenario } from "./scenario.ts";
import { startMs } from "./scheduler.ts";
import { work } from "./worker.ts";
import { type Cut, World, type WorldOptions } from "./world.ts";

/** What came of one schedule. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  readonly hits: FaultHits;
  /** Calls at boundaries. */
  readonly calls: number;
  /** Attempts that were cut. */
  readonly cuts: number;
}

export interface ScheduleOptions {
  readonly seed: number;
  readonly plan?: (random: Random) => FaultPlan;
  readonly isRough?: boolean;
  readonly mutant?: Mutant | undefined;
}

/** Plays the scenario in a simulated world, and says what must hold and does not. */
export async function runSchedule(
  scenario: Scenario,
  { seed, plan = () => noFaults, isRough = false, mutant }: ScheduleOptions,
): Promise<Outcome> {
  const random = new Random(seed);
  const { histories, world } = await play({
    scenario,
    random,
    plan: plan(random),
    isRough,
    mutant,
  });
  let cuts = 0;
  if (world.violations.length === 0) {
    const cut = new Map<string, Cut>();
    for (const [machine, events] of histories) {
      for (const fault of faultsOf(events)) world.violation(`${machine}: ${fault}`);
      for (const [key, how] of cutsOf(machine, events)) cut.set(key, how);
    }
    cuts = cut.size;
    await compare(world, histories, cut);
  }
  const { violations, trace, hits, calls } = world;
  return { scenario, violations, trace, hits, calls, cuts };
}

type Histories = readonly (readonly [machine: string, events: readonly HistoryEvent[]])[];

/** Lets it all happen. */
async function play(options: WorldOptions): Promise<{ histories: Histories; world: World }> {
  const world = new World(options);
  const { scheduler, journal } = world;
  const client = new Client(world);
  let isOver = false;
  const script = async (): Promise<void> => {
    await client.start();
    await options.scenario.operator?.(client);
    isOver = true;
  };
  void script();
  const isDone = (): boolean =>
    world.calls > callsMax ||
    (isOver &&
      journal.due({ beforeMs: Number.MAX_SAFE_INTEGER, limit: 1 }).length === 0 &&
      [...journal.all()].every(({ snapshot }) => hasEnded(snapshot?.status)));
  const { activityArn } = options.scenario;
  if (activityArn !== undefined) work(client, activityArn, isDone);
  await scheduler.run(isDone, startMs + longestMs);
  if (world.calls > callsMax) world.violation("nothing ever comes to rest");
  else if (!isDone()) world.violation(`stuck: ${stateOf(world)}`);
  // Whoever still lives may try to do more.
  await scheduler.run(() => world.calls > callsMax, scheduler.nowMs + afterlifeMs);
  const histories = [...journal.all()].map(
    ({ meta: { info } }) => [info.stateMachineName, journal.events(info.executionArn)] as const,
  );
  return { histories, world };
}

function hasEnded(status: string | undefined): boolean {
  return status !== undefined && status !== "RUNNING" && status !== "PENDING_REDRIVE";
}

function stateOf({ journal }: World): string {
  const states = [...journal.all()].map(({ meta, snapshot }) => {
    const head = journal.load(meta.info.executionArn);
    const due = journal.due({ beforeMs: Number.MAX_SAFE_INTEGER, limit: 10 });
    return `${nameOf(meta.info.executionArn)} ${snapshot?.status} at ${head?.number}, ${head?.unconfirmed.length} unconfirmed, ${head?.resolutions.length} resolutions, due ${due.map(({ dueMs }) => dueMs - startMs)}`;
  });
  return states.join("; ");
}

/** The same must have come of it as without faults, but for the attempts that were cut. */
async function compare(
  world: World,
  histories: Histories,
  cuts: ReadonlyMap<string, Cut>,
): Promise<void> {
  const { scenario } = world.options;
  const expected = await reference(scenario, cuts);
  const isSame = scenario.isSequential || cuts.size === 0;
  for (const [machine, events] of histories) {
    const twin = expected.find(([name]) => name === machine)?.[1];
    // It was started, and whoever started it did not hear so.
    if (twin === undefined && cuts.size > 0) continue;
    if (twin === undefined) {
      world.violation(`${machine} was never to be started`);
      continue;
    }
    if (ending(events) !== ending(twin)) {
      world.violation(`${machine} ends with ${ending(events)} instead of ${ending(twin)}`);
    } else if (isSame && gist(events) !== gist(twin)) {
      world.violation(`${machine} has\n${gist(events)}\ninstead of\n${gist(twin)}`);
    }
  }
  if (cuts.size === 0 && histories.length !== expected.length) {
    world.violation(`${histories.length} executions instead of ${expected.length}`);
  }
}

/** The histories without faults, in which the same attempts end in the same way. */
async function reference(scenario: Scenario, cuts: ReadonlyMap<string, Cut>): Promise<Histories> {
  const known = cuts.size === 0 ? references.get(scenario) : undefined;
  if (known !== undefined) return known;
  const random = new Random(1);
  const { histories, world } = await play({
    scenario,
    random,
    plan: noFaults,
    isRough: false,
    cuts,
  });
  if (world.violations.length > 0) {
    throw new Error(
      `${scenario.name} without faults: ${world.violations.join("; ")}\n${world.trace.join("\n")}`,
    );
  }
  if (cuts.size === 0) references.set(scenario, histories);
  return histories;
}

const references = new WeakMap<Scenario, Histories>();
/** Longer than any scenario takes. */
const longestMs = 60 * 24 * 3_600_000;
/** More than any scenario needs. */
const callsMax = 2_000;
const afterlifeMs = 20_000;
