import type { HistoryEvent } from "../../lib/core/history-event.ts";
import type { ExecutionMeta } from "../../lib/engine/journal-port.ts";
import { Client } from "./client.ts";
import { nameOf } from "./names.ts";
import { startMs } from "./scheduler.ts";
import type { WorldOptions } from "./simulated.ts";
import { work } from "./worker.ts";
import { World } from "./world.ts";

/** What an execution of a world has recorded. */
export interface History {
  /** The same in every world. */
  readonly label: string;
  readonly machine: string;
  /** Nobody but the caller has started it. */
  readonly isRoot: boolean;
  readonly events: readonly HistoryEvent[];
}

export interface Played {
  readonly world: World;
  readonly histories: readonly History[];
}

/** Lets it all happen, until nothing is left to do. */
export async function playScenario(options: WorldOptions): Promise<Played> {
  const world = new World(options);
  const { scheduler, journal } = world;
  const isOver = begin(world);
  const isWild = (): boolean => world.calls > callsMax;
  await scheduler.run(() => isWild() || isOver(), startMs + longestMs);
  if (isWild()) world.violation(`nothing comes to rest: ${stateOf(world)}`);
  else if (!isOver()) world.violation(`stuck: ${stateOf(world)}`);
  // Whoever still lives may try to do more.
  await scheduler.run(isWild, scheduler.nowMs + afterlifeMs);
  const histories = [...journal.all()].map(({ meta }) => ({
    label: labelOf(meta),
    machine: meta.info.stateMachineName,
    isRoot: meta.parent === undefined && meta.child === undefined,
    events: journal.events(meta.info.executionArn),
  }));
  return { histories, world };
}

/** Starts the execution, and whoever has to do with it. Answers whether all is over. */
function begin(world: World): () => boolean {
  const { activityArn, operator } = world.options.scenario;
  const client = new Client(world);
  let isDone = false;
  const script = async (): Promise<void> => {
    await client.start();
    await operator?.(client);
    isDone = true;
  };
  void script();
  const isOver = (): boolean => isDone && isAtRest(world);
  if (activityArn !== undefined) work(client, activityArn, isOver);
  return isOver;
}

/** Has everything ended, and is nothing due any more? */
function isAtRest({ journal, mapRunJournal }: World): boolean {
  const ever = { beforeMs: Number.MAX_SAFE_INTEGER, limit: 1 };
  if (journal.due(ever).length > 0 || mapRunJournal.due(ever).length > 0) return false;
  return [...journal.all(), ...mapRunJournal.all()].every(
    ({ snapshot }) => snapshot !== undefined && ended.has(snapshot.status),
  );
}

const ended = new Set(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]);

/** What an execution is called in every world. */
export function labelOf({ info, child }: ExecutionMeta): string {
  return child === undefined ? info.stateMachineName : `${info.stateMachineName} ${child.index}`;
}

/** For whoever wonders why it goes on. */
function stateOf({ journal, mapRunJournal }: World): string {
  const ever = { beforeMs: Number.MAX_SAFE_INTEGER, limit: 10 };
  const due = [...journal.due(ever), ...mapRunJournal.due(ever)].map(
    ({ arn, dueMs }) => `${nameOf(arn)} is due at ${dueMs - startMs}`,
  );
  const states = [...journal.all()].map(({ meta: { info }, snapshot }) => {
    const head = journal.load(info.executionArn);
    const open = `${head?.unconfirmed.length} unconfirmed, ${head?.resolutions.length} resolutions`;
    return `${nameOf(info.executionArn)} is ${snapshot?.status}, ${open}`;
  });
  return [...states, ...due].join("; ");
}

/** Longer than any scenario takes. */
const longestMs = 60 * 24 * 3_600_000;
/** More than any scenario needs. */
const callsMax = 2_000;
const afterlifeMs = 20_000;
