import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { Snapshot } from "../core/snapshot.ts";
import { awsLimits, type Limits } from "../data/limits.ts";
import type { Driver } from "./driver.ts";
import { parentOutcome } from "./execution-description.ts";
import type { ChildOutcome, ExecutionMeta, OwnCommand } from "./journal-port.ts";
import type { MapRuns, Ports } from "./ports.ts";

/** What carrying out commands of ours needs of the engine. */
export interface Performer {
  readonly ports: Ports;
  readonly mapRuns: MapRuns;
  readonly options: { readonly limits?: Limits };
}

/** Does what the execution owes to others: each may be repeated without harm. */
export function carryOut(
  performer: Performer,
  driver: Driver,
  command: OwnCommand,
): MaybePromise<void> {
  return carryOutAs(command.type, performer, driver, command);
}

type CommandOf<T extends OwnCommand["type"]> = Extract<OwnCommand, { readonly type: T }>;

const performers: {
  readonly [T in OwnCommand["type"]]: (
    performer: Performer,
    driver: Driver,
    command: CommandOf<T>,
  ) => MaybePromise<void>;
} = {
  startMapRun: ({ mapRuns }, driver, command) => mapRuns.start(driver, command),
  stopMapRun: ({ mapRuns }, driver, command) => mapRuns.stop(driver, command),
  redriveMapRun: ({ mapRuns }, driver, command) => mapRuns.redrive(driver, command),
  cancelTask: ({ ports }, { executionArn }, { attempt }) =>
    whenDone(ports.activityQueue.remove(executionArn, attempt), () =>
      ports.invoker.cancel(executionArn, attempt),
    ),
  tellParent: (performer, { meta, snapshot }) =>
    whenDone(tellTask(performer, meta, snapshot), () => tellMapRun(performer, meta, snapshot)),
};

function carryOutAs<T extends OwnCommand["type"]>(
  type: T,
  performer: Performer,
  driver: Driver,
  command: OwnCommand,
): MaybePromise<void> {
  return performers[type](performer, driver, command as CommandOf<T>);
}

/** The `.sync` Task that started this execution. */
function tellTask(
  { ports }: Performer,
  { parent }: ExecutionMeta,
  snapshot: Snapshot,
): MaybePromise<void> {
  if (parent?.awaits === undefined || snapshot.status === "RUNNING") return;
  const { executionArn, incarnation, attempt, awaits } = parent;
  const outcome = parentOutcome(snapshot, awaits === "json");
  const at = snapshot.stoppedMs ?? snapshot.nowMs;
  const told = ports.journal.resolve(executionArn, { incarnation, attempt, at, outcome });
  return whenDone(told, () => ports.wakeQueue.send(executionArn));
}

/** The Map Run whose child this execution is. */
function tellMapRun(
  { ports, options }: Performer,
  { child, info: { mapRunArn } }: ExecutionMeta,
  snapshot: Snapshot,
): MaybePromise<void> {
  const outcome = childOutcome(snapshot, options.limits ?? awsLimits);
  if (child === undefined || mapRunArn === undefined || outcome === undefined) return;
  const { index, incarnation } = child;
  const at = snapshot.stoppedMs ?? snapshot.nowMs;
  // Whoever tells it late must not tell a redrive of it.
  const redrive = snapshot.redriveCount > 0 ? Number(snapshot.redriveToken) : child.redrive;
  const end = { incarnation, attempt: index, at, outcome, redrive };
  const told = ports.mapRunJournal.resolve(mapRunArn, end);
  return whenDone(told, () => ports.wakeQueue.send(mapRunArn));
}

function childOutcome(
  { status, output, nextEventId }: Snapshot,
  { historyEventsMax }: Limits,
): ChildOutcome | undefined {
  if (status === "RUNNING" || status === "PENDING_REDRIVE") return undefined;
  const redrivable = nextEventId < historyEventsMax - 1;
  return { type: "childEnded", status, output, redrivable };
}
