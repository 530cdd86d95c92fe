import type { StateMachineDefinition } from "../../../lib/language/state-machine.ts";
import { Random } from "../random.ts";
import type { Scenario } from "../scenario.ts";
import { startMs } from "../scheduler.ts";
import { RandomAwsFaults } from "./aws-faults.ts";
import { Cloud } from "./cloud.ts";
import { installed } from "./setup.ts";

export interface WaitsOutcome {
  readonly passed: number;
  readonly violations: readonly string[];
}

/**
 * Starts so many executions that wait, from a second to a year each as likely per order of
 * magnitude, some hundred in a world: none ends early, is lost, or ends twice; where nothing goes
 * wrong none is late either.
 */
export async function runWaits(waits: number, seed: number): Promise<WaitsOutcome> {
  const violations: string[] = [];
  let passed = 0;
  for (let from = 0, world = 0; from < waits; from += inWorld, world++) {
    const count = Math.min(inWorld, waits - from);
    const found = await runWorld(count, seed + world, world % 2 === 1);
    violations.push(...found);
    if (found.length === 0) passed += count;
  }
  return { passed, violations };
}

async function runWorld(
  count: number,
  seed: number,
  isFaulty: boolean,
): Promise<readonly string[]> {
  const random = new Random(seed);
  const none = { isFaulty: false, next: () => undefined };
  const plan = isFaulty ? new RandomAwsFaults(random, [], faultsMax) : none;
  const options = { scenario: waiting, random, plan, isRough: true };
  const cloud = new Cloud(options, await installed(waiting));
  const client = cloud.newClient();
  const seconds = new Map<string, number>();
  for (let index = 0; index < count; index++) {
    const name = `w${index}`;
    const wait = Math.floor(Math.exp(random.next() * Math.log(yearSeconds))) || 1;
    seconds.set(name, wait);
    cloud.scheduler.after(random.below(startsWithinMs), () => {
      void client.startNamed(name, { seconds: wait });
    });
  }
  const isOver = (): boolean =>
    cloud.book.executions.size === count && cloud.ended === count && cloud.isAtRest;
  await cloud.scheduler.run(() => cloud.violations.length > 0 || isOver(), startMs + longestMs);
  if (cloud.violations.length > 0) return cloud.violations;
  if (!isOver()) return [`${count - cloud.ended} waits of ${count} are lost (seed ${seed})`];
  const found: string[] = [];
  for (const { meta, events } of cloud.book.executions.values()) {
    const wrong = wrongOf(events, seconds.get(meta.info.name) ?? 0, isFaulty);
    if (wrong !== undefined) found.push(`${meta.info.name} ${wrong} (seed ${seed})`);
  }
  return found;
}

type Events = readonly { readonly type: string; readonly timestampMs: number }[];

function wrongOf(events: Events, seconds: number, isFaulty: boolean): string | undefined {
  const [entered, ...more] = events.filter(({ type }) => type === "WaitStateEntered");
  const exits = events.filter(({ type }) => type === "WaitStateExited");
  const [exited] = exits;
  if (entered === undefined || exited === undefined) return "never waited";
  if (more.length > 0 || exits.length > 1) return "waited twice";
  const lateMs = exited.timestampMs - entered.timestampMs - 1_000 * seconds;
  if (lateMs < 0) return `is ${-lateMs} ms early`;
  // Messages are delayed by whole seconds; clocks differ, and messages take their time.
  if (!isFaulty && lateMs > lateMsMax) return `is ${lateMs} ms late`;
  return undefined;
}

const waiting: Scenario = {
  name: "waits",
  machines: [
    {
      name: "Waiting",
      definition: {
        StartAt: "Wait",
        States: { Wait: { Type: "Wait", SecondsPath: "$.seconds", End: true } },
      } as unknown as StateMachineDefinition,
    },
  ],
  input: {},
  tasks: {},
  isSequential: true,
};

const inWorld = 250;
const faultsMax = 40;
const yearSeconds = 365 * 86_400;
const startsWithinMs = 600_000;
const longestMs = 370 * 86_400_000;
/** A second of the queue's, and what the clocks of two sandboxes differ by. */
const lateMsMax = 1_000 + 4_000 + 500;
