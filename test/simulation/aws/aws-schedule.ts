import type { HistoryEvent } from "../../../lib/core/history-event.ts";
import type { StateMachineDefinition } from "../../../lib/language/state-machine.ts";
import { compareWithReference } from "../comparison.ts";
import type { FaultHits } from "../faults.ts";
import { type Cut, cutsOf, faultsOf } from "../histories.ts";
import { type History, labelOf } from "../play.ts";
import { Random } from "../random.ts";
import { startMs } from "../scheduler.ts";
import { work } from "../worker.ts";
import { type AwsFaultPlan, noAwsFaults } from "./aws-faults.ts";
import type { AwsScenario } from "./aws-scenario.ts";
import { Cloud } from "./cloud.ts";
import { installed } from "./setup.ts";
import type { AwsMutant } from "./simulated-cloud.ts";

/** What came of one schedule. */
export interface AwsOutcome {
  readonly scenario: AwsScenario;
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  readonly hits: FaultHits;
  /** Attempts that were cut. */
  readonly cuts: number;
  readonly cloud: Cloud;
}

export interface AwsScheduleOptions {
  readonly seed: number;
  readonly plan?: (random: Random) => AwsFaultPlan;
  readonly isRough?: boolean;
  readonly mutant?: AwsMutant | undefined;
  readonly isUntraced?: boolean;
}

/** Plays the scenario in a simulated cloud, and says what must hold and does not. */
export async function runAwsSchedule(
  scenario: AwsScenario,
  { seed, plan = () => noAwsFaults, isRough = false, mutant, isUntraced }: AwsScheduleOptions,
): Promise<AwsOutcome> {
  const random = new Random(seed);
  const options = { scenario, random, plan: plan(random), isRough, mutant, isUntraced };
  const cloud = new Cloud(options, await installed(scenario));
  await play(cloud);
  const cuts = new Map<string, Cut>();
  if (cloud.violations.length === 0) {
    const histories = [...cloud.book.executions.values()].map(({ meta, events }) => ({
      label: labelOf(meta),
      machine: meta.info.stateMachineName,
      isRoot: meta.parent === undefined && meta.child === undefined,
      events,
    }));
    for (const { label, machine, events } of histories) {
      for (const fault of faultsOf(events)) cloud.violation(`${label}: ${fault}`);
      // Until somebody finds that it was cut, the time of a Task may be up.
      for (const [key, how] of cutsOf(machine, events, true)) cuts.set(key, how);
    }
    const interrupted = [...cuts.values()].filter(({ isTimeout }) => !isTimeout).length;
    if (!options.plan.isFaulty) checkEven(cloud, interrupted);
    if (isInVain(scenario)) checkPoisoned(cloud);
    if (mustCompare(cloud)) await compare(cloud, histories, cuts);
  }
  const { violations, trace, hits } = cloud;
  return { scenario, violations, trace, hits, cuts: cuts.size, cloud };
}

/**
 * Of many executions each is held against what was cut of it. There may be two of an Express
 * workflow, where whoever started one was not answered.
 */
async function compare(
  cloud: Cloud,
  histories: readonly History[],
  cuts: ReadonlyMap<string, Cut>,
): Promise<void> {
  if (histories.filter(({ isRoot }) => isRoot).length < 2) {
    await compareWithReference(cloud, histories, cuts);
    return;
  }
  for (const history of histories) {
    const own = cutsOf(history.machine, history.events, true);
    await compareWithReference(cloud, [history], own);
  }
}

/** Is nobody able to carry it on? */
function isInVain({ isPoison, isFutile }: AwsScenario): boolean {
  return isPoison === true || isFutile === true;
}

/** What kills whoever carries it on is ended, and says why. */
function checkPoisoned(cloud: Cloud): void {
  for (const { snapshot } of cloud.book.executions.values()) {
    if (snapshot?.error !== "States.Runtime") cloud.violation("it has outlived its poison");
  }
}

/** Where nothing goes wrong, nothing is cut that is not in the scenario, and no Wait is late. */
function checkEven(cloud: Cloud, cuts: number): void {
  const { scenario } = cloud.options;
  if (cuts > 0 && !isInVain(scenario)) {
    cloud.violation(`${cuts} attempts are cut although nothing went wrong`);
  }
  // Who cannot read what is there leaves it to others, for a while.
  const isDeployed = scenario.deployedAfterMs !== undefined;
  for (const { meta, events } of cloud.book.executions.values()) {
    const machine = scenario.machines.find(({ name }) => name === meta.info.stateMachineName);
    for (const lateMs of lateWaits(machine?.definition, events)) {
      if (lateMs >= 0 && (lateMs <= 1_000 || isDeployed)) continue;
      cloud.violation(`a Wait is ${lateMs} ms late`);
    }
  }
}

/** How late the Waits of so many seconds were over. */
function lateWaits(
  definition: StateMachineDefinition | undefined,
  events: readonly HistoryEvent[],
): readonly number[] {
  return events.flatMap(({ type, details, timestampMs, previousEventId }) => {
    if (type !== "WaitStateExited") return [];
    const { name } = details as { readonly name: string };
    const state = definition?.States[name];
    const seconds = secondsOf(state);
    const entered = events[previousEventId - 1];
    if (seconds === undefined || entered === undefined) return [];
    return [timestampMs - entered.timestampMs - 1_000 * seconds];
  });
}

function secondsOf(state: object | undefined): number | undefined {
  const { Seconds } = (state ?? {}) as { readonly Seconds?: number };
  return Seconds;
}

/** Is nothing lost of it, and has it not been held up for longer than it may take? */
function mustCompare({ options, book }: Cloud): boolean {
  if (isInVain(options.scenario)) return false;
  return [...book.executions.values()].every(
    ({ snapshot }) => snapshot?.status !== "TIMED_OUT" || !options.plan.isFaulty,
  );
}

/** Lets it all happen, until nothing is left to do. */
async function play(cloud: Cloud): Promise<void> {
  const { scheduler } = cloud;
  const isOver = begin(cloud);
  const isWild = (): boolean => cloud.calls > callsMax || cloud.violations.length > 0;
  await scheduler.run(() => isWild() || isOver(), startMs + longestMs);
  if (cloud.calls > callsMax) cloud.violation(`nothing comes to rest: ${stateOf(cloud)}`);
  else if (!isOver() && cloud.violations.length === 0) cloud.violation(`stuck: ${stateOf(cloud)}`);
  // Whoever still lives, and whatever is still in a queue, may do more.
  await scheduler.run(isWild, scheduler.nowMs + afterlifeMs);
}

function begin(cloud: Cloud): () => boolean {
  const { activityArn, operator, caller, copies = 1, input } = cloud.options.scenario;
  const client = cloud.newClient();
  let isDone = false;
  const script = async (): Promise<void> => {
    const others = Array.from({ length: copies - 1 }, (_, index) =>
      client.startNamed(`e${index}`, input),
    );
    await Promise.all([client.start(), ...others]);
    await operator?.(client);
    for (const wrong of (await caller?.(client)) ?? []) cloud.violation(wrong);
    isDone = true;
  };
  void script();
  const isOver = (): boolean => isDone && cloud.isAtRest;
  if (activityArn !== undefined) work(client, activityArn, isOver);
  return isOver;
}

function stateOf({ book }: Cloud): string {
  return [...book.executions.values()]
    .map(({ meta, snapshot, unconfirmed }) => {
      const { executionArn } = meta.info;
      return `${executionArn} is ${snapshot?.status}, ${unconfirmed} unconfirmed`;
    })
    .join("; ");
}

/** Longer than any scenario takes. */
const longestMs = 300 * 24 * 3_600_000;
/** More than any scenario needs. */
const callsMax = 5_000;
const afterlifeMs = 200_000;
