import { noFaults } from "./faults.ts";
import { type Cut, ending, gist } from "./histories.ts";
import { type History, playScenario } from "./play.ts";
import { Random } from "./random.ts";
import type { Scenario } from "./scenario.ts";
import type { World } from "./world.ts";

/** The same must have come of it as without faults, but for the attempts that were cut. */
export async function compareWithReference(
  world: World,
  histories: readonly History[],
  cuts: ReadonlyMap<string, Cut>,
): Promise<void> {
  const { scenario } = world.options;
  const expected = await reference(scenario, cuts);
  const isWhole = scenario.isSequential || cuts.size === 0;
  for (const history of histories) {
    const { label, events, isRoot } = history;
    // What was started, or when it was stopped, may depend on who was cut when.
    if (!isWhole && !isRoot) continue;
    const twin = expected.find((candidate) => candidate.label === label);
    if (twin === undefined) {
      if (cuts.size === 0) world.violation(`${label} was never to be started`);
    } else if (ending(events) !== ending(twin.events)) {
      world.violation(`${label} ends with ${ending(events)} instead of ${ending(twin.events)}`);
    } else if (isWhole && gist(events) !== gist(twin.events)) {
      world.violation(`${label} has\n${gist(events)}\ninstead of\n${gist(twin.events)}`);
    }
  }
  if (cuts.size === 0 && histories.length !== expected.length) {
    world.violation(`${histories.length} executions instead of ${expected.length}`);
  }
}

/** The histories without faults, in which the same attempts end in the same way. */
async function reference(
  scenario: Scenario,
  cuts: ReadonlyMap<string, Cut>,
): Promise<readonly History[]> {
  const known = cuts.size === 0 ? references.get(scenario) : undefined;
  if (known !== undefined) return known;
  const options = { scenario, random: new Random(1), plan: noFaults, isRough: false, cuts };
  const { histories, world } = await playScenario(options);
  if (world.violations.length > 0) {
    const trace = [...world.violations, ...world.trace].join("\n");
    throw new Error(`${scenario.name} does not work without faults:\n${trace}`);
  }
  if (cuts.size === 0) references.set(scenario, histories);
  return histories;
}

const references = new WeakMap<Scenario, readonly History[]>();
