import type { Advanced } from "../../core/advance.ts";
import { advance } from "../../core/advance.ts";
import type { Snapshot } from "../../core/snapshot.ts";
import { createSnapshot } from "../../core/snapshot-json.ts";
import type { Stimulus } from "../../core/stimulus.ts";
import type { Engine } from "../../engine/engine.ts";
import { intentsDueMs } from "../../engine/intents.ts";
import type { JournalHead, JournalRecord, OwnCommand } from "../../engine/journal-port.ts";
import { machineOf } from "../../engine/machines.ts";

/** `goesOn`: it is not due, or has moved, so it does not kill whoever drives it. */
export type PoisonOutcome = "ended" | "goesOn" | "gone";

/**
 * Ends an execution that nobody could carry on since then, without running anything of it: it
 * fails with States.Runtime. A Map Run fails its Map state instead.
 */
export async function endPoisoned(
  engine: Engine,
  arn: string,
  sinceMs: number,
): Promise<PoisonOutcome> {
  if (arn.includes(":mapRun:")) return failMapState(engine, arn, sinceMs);
  const head = await engine.ports.journal.load(arn);
  if (head === undefined) return "gone";
  const { meta, number } = head;
  const snapshot = head.snapshot ?? createSnapshot(meta.info);
  if (snapshot.status !== "RUNNING") return head.unconfirmed.length > 0 ? "goesOn" : "gone";
  if ((number > 0 && snapshot.nowMs >= sinceMs) || !isDue(engine, head, snapshot)) return "goesOn";
  const advanced = await abortIt(engine, head, snapshot);
  const isOurs = await engine.ports.journal.append(arn, recordOf(engine, head, snapshot, advanced));
  if (!isOurs) return "goesOn";
  // Its children, its Tasks and whoever waits for it are told by whoever looks next.
  await engine.ports.wakeQueue.send(arn);
  return "ended";
}

/** Is there anything that somebody should have done by now? */
function isDue(
  { ports }: Engine,
  { number, resolutions, unconfirmed }: JournalHead,
  snapshot: Snapshot,
): boolean {
  if (number === 0 || snapshot.ready.length > 0) return true;
  if (resolutions.length > 0 || unconfirmed.length > 0) return true;
  const dueMs = Math.min(snapshot.dueMs ?? Infinity, intentsDueMs(snapshot) ?? Infinity);
  return dueMs <= ports.clock.now();
}

async function abortIt(
  { ports, machines, options }: Engine,
  { meta, number }: JournalHead,
  snapshot: Snapshot,
): Promise<Advanced> {
  const moment = { at: ports.clock.now(), seed: ports.clock.seed() };
  const { startedMs, seed, input } = meta;
  const stimuli: Stimulus[] = [
    { type: "abort", ...moment, isFailure: true, error: "States.Runtime", cause: poisonedCause },
  ];
  if (number === 0) stimuli.unshift({ type: "start", at: startedMs, seed, input });
  return advance(await machineOf(machines, meta), snapshot, stimuli, options);
}

const poisonedCause =
  "Stepwright.ExecutionPoisoned: every process that tried to carry this execution on has ended " +
  "without recording anything";

function recordOf(
  engine: Engine,
  { meta, number, unconfirmed, resolutions }: JournalHead,
  before: Snapshot,
  { snapshot, events, commands }: Advanced,
): JournalRecord {
  const isTold = meta.parent?.awaits !== undefined || meta.child !== undefined;
  const own = commands.filter(
    (command) => command.type !== "runTask" && command.type !== "startTimer",
  );
  const owed: readonly OwnCommand[] = [
    ...unconfirmed,
    ...own,
    ...(isTold ? [{ type: "tellParent" } as const] : []),
  ];
  const { nowMs, stoppedMs = nowMs } = snapshot;
  const { retentionMs } = engine;
  const isOver = owed.length === 0;
  return {
    incarnation: meta.incarnation,
    number: number + 1,
    nonce: engine.nextNonce(),
    before,
    snapshot,
    events,
    unconfirmed: owed,
    consumed: resolutions.map(({ attempt }) => attempt),
    dueMs: isOver ? undefined : nowMs,
    expiresMs: isOver && retentionMs !== undefined ? stoppedMs + retentionMs : undefined,
  };
}

/** The Map state that waits for the Map Run fails; its children are stopped by its own end. */
async function failMapState(
  { ports }: Engine,
  mapRunArn: string,
  sinceMs: number,
): Promise<PoisonOutcome> {
  const head = await ports.mapRunJournal.load(mapRunArn);
  if (head === undefined) return "gone";
  const { meta, snapshot } = head;
  if (snapshot !== undefined && snapshot.status !== "RUNNING") return "gone";
  if (snapshot !== undefined && snapshot.nowMs >= sinceMs) return "goesOn";
  const { executionArn } = meta.info;
  await ports.journal.resolve(executionArn, {
    incarnation: meta.parentIncarnation,
    attempt: meta.order.attempt,
    at: ports.clock.now(),
    outcome: { type: "failed", error: "States.Runtime", cause: poisonedCause },
  });
  await ports.wakeQueue.send(executionArn);
  return "ended";
}
