import { noFaults } from "./faults.ts";
import { type Cut, ending, gist } from "./histories.ts";
import { type History, playScenario } from "./play.ts";
import { Random } from "./random.ts";
import type { Scenario } from "./scenario.ts";

/** As much of a world as is compared. */
interface ComparedWorld {
  readonly options: { readonly scenario: Scenario };
  violation(text: string): void;
}

/** The same must have come of it as without faults, but for the attempts that were cut. */
export async function compareWithReference(
  world: ComparedWorld,
  histories: readonly History[],
  cuts: ReadonlyMap<string, Cut>,
): Promise<void> {
  const { scenario } = world.options;
  // Which attempts there are depends on when it was cut short, or gone on with.
  if (scenario.isCutShort === true && cuts.size > 0) return;
  if (scenario.ways === undefined) {
    const expected = await reference(scenario, cuts, undefined);
    for (const difference of differences(scenario, histories, expected, cuts)) {
      world.violation(difference);
    }
    return;
  }
  const found: string[] = [];
  for (let way = 0; way < scenario.ways; way++) {
    const expected = await reference(scenario, cuts, way);
    const [difference] = differences(scenario, histories, expected, cuts);
    if (difference === undefined) return;
    found.push(`in way ${way}, ${difference}`);
  }
  world.violation(found.join("\n"));
}

function differences(
  scenario: Scenario,
  histories: readonly History[],
  expected: readonly History[],
  cuts: ReadonlyMap<string, Cut>,
): readonly string[] {
  const found: string[] = [];
  const { isSequential, isCutShort = false } = scenario;
  const isWhole = (isSequential || cuts.size === 0) && !isCutShort;
  for (const { label, events, isRoot } of histories) {
    // What was started, or when it was stopped, may depend on who was cut when.
    if (!isWhole && !isRoot) continue;
    const twin = expected.find((candidate) => candidate.label === label);
    if (twin === undefined) {
      if (cuts.size === 0) found.push(`${label} was never to be started`);
    } else if (ending(events) !== ending(twin.events)) {
      found.push(`${label} ends with ${ending(events)} instead of ${ending(twin.events)}`);
    } else if (isWhole && gist(events) !== gist(twin.events)) {
      found.push(`${label} has\n${gist(events)}\ninstead of\n${gist(twin.events)}`);
    }
  }
  // Who starts an Express workflow again, because no answer came, may start another one.
  const isExpress = scenario.machines.some(({ type }) => type === "EXPRESS");
  const isMore = histories.length > expected.length;
  const isMany = scenario.copies !== undefined || (isExpress && isMore);
  if (isWhole && !isMany && cuts.size === 0 && histories.length !== expected.length) {
    found.push(`${histories.length} executions instead of ${expected.length}`);
  }
  return found;
}

/** The histories without faults, in which the same attempts end in the same way. */
async function reference(
  scenario: Scenario,
  cuts: ReadonlyMap<string, Cut>,
  way: number | undefined,
): Promise<readonly History[]> {
  const known = cuts.size === 0 ? references.get(scenario)?.get(way) : undefined;
  if (known !== undefined) return known;
  const options = { scenario, random: new Random(1), plan: noFaults, isRough: false, cuts, way };
  const { histories, world } = await playScenario(options);
  if (world.violations.length > 0) {
    const trace = [...world.violations, ...world.trace].join("\n");
    throw new Error(`${scenario.name} does not work without faults:\n${trace}`);
  }
  if (cuts.size === 0) {
    const ways = references.get(scenario) ?? new Map<number | undefined, readonly History[]>();
    references.set(scenario, ways.set(way, histories));
  }
  return histories;
}

const references = new WeakMap<Scenario, Map<number | undefined, readonly History[]>>();
