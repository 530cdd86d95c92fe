import type { Engine } from "./engine.ts";
import { isLeft } from "./held-answers.ts";
import type { Resolution, ResolutionOutcome } from "./journal-port.ts";
import { machineOf } from "./machines.ts";
import { pendingAttempt } from "./pending-attempts.ts";
import { brokenReply, startByMs } from "./perform-task.ts";
import type { HandedOverTask, TaskRequest } from "./ports.ts";
import { rebuiltTask } from "./rebuilt-task.ts";
import { NewerFormat } from "./record-format.ts";
import type { TaskReply } from "./task-reply.ts";

/** What the process says that is to perform the Task. */
export interface TaskRunnerSettings {
  /** When the attempt is surely over, or dead with this process: then it may be given up. */
  readonly deadByMs: number;
  /** Until then this process tries to write what came of it. Default: `deadByMs`. */
  readonly endsMs?: number | undefined;
  /** Waits, before it is tried again what an adapter could not do. */
  pause(milliseconds: number): Promise<void>;
}

/**
 * `performed`: here and now. `taken`: by another process, which may have died. `over`: nobody waits
 * for it any more. `left`: to a process of a newer release.
 */
export type HandedOverOutcome = "performed" | "taken" | "over" | "left";

/**
 * Performs a Task that was handed over: claims the attempt, so that nobody else performs it, looks
 * whether it is still pending, performs it, writes what came of it, and wakes the execution.
 */
export async function runHandedOverTask(
  engine: Engine,
  task: HandedOverTask,
  settings: TaskRunnerSettings,
): Promise<HandedOverOutcome> {
  const { clock } = engine.ports;
  for (let replaces: number | undefined; ; ) {
    const claimedMs = clock.now();
    const nonce = engine.nextNonce();
    const claim = { type: "claimed", nonce, deadByMs: settings.deadByMs, replaces } as const;
    const there = await persist(engine, settings, () => write(engine, task, claim));
    const isOurs = there === undefined || nonceOf(there) === nonce;
    const request = await persist(engine, settings, () => requestOrNewer(engine, task));
    if (request === newer) {
      if (isOurs) await leave(engine, task, settings, nonce);
      return isOurs ? "left" : "taken";
    }
    if (request === undefined) return "over";
    if (!isOurs) {
      if (!isDead(engine, there, request)) return "taken";
      replaces = nonceOf(there);
    } else if (clock.now() <= claimedMs + startByMs) {
      await answer(engine, task, settings, request);
      return "performed";
    } else {
      // It took so long that somebody may have given it up: whoever claims it anew knows.
      replaces = nonce;
    }
  }
}

/** Has whoever claimed the attempt died, and may it be made again, or has it left it? */
function isDead(
  { ports: { clock, invoker } }: Engine,
  { outcome }: Resolution,
  request: TaskRequest,
): boolean {
  if (outcome.type !== "claimed" || clock.now() < outcome.deadByMs) return false;
  if (isLeft(outcome)) return true;
  return invoker.isRepeatable(request);
}

function nonceOf({ outcome }: Resolution): number | undefined {
  return outcome.type === "claimed" ? outcome.nonce : undefined;
}

async function write(
  engine: Engine,
  { executionArn, incarnation, attempt }: HandedOverTask,
  outcome: ResolutionOutcome,
): Promise<Resolution | undefined> {
  return engine.resolve(executionArn, incarnation, -attempt, outcome);
}

const newer = Symbol("a newer release has written");

async function requestOrNewer(
  engine: Engine,
  task: HandedOverTask,
): Promise<TaskRequest | typeof newer | undefined> {
  try {
    return await pendingRequest(engine, task);
  } catch (error) {
    if (error instanceof NewerFormat) return newer;
    throw error;
  }
}

/** Nothing was begun: whoever comes next may take the place of the claim. */
async function leave(
  engine: Engine,
  task: HandedOverTask,
  settings: TaskRunnerSettings,
  replaces: number,
): Promise<void> {
  const left = { type: "claimed", nonce: engine.nextNonce(), deadByMs: 0, replaces } as const;
  await persist(engine, settings, () => write(engine, task, left));
  await settings.pause(leftMs);
  await persist(engine, settings, async () => engine.ports.taskRunner?.handOver(task));
}

/** What is to be performed; undefined: the attempt is not pending, or not a runner's, any more. */
async function pendingRequest(
  { ports: { journal, clock }, machines }: Engine,
  { executionArn, incarnation, attempt, request }: HandedOverTask,
): Promise<TaskRequest | undefined> {
  const head = await journal.load(executionArn);
  if (head?.snapshot === undefined || head.meta.incarnation !== incarnation) return undefined;
  const pending = pendingAttempt(head.snapshot, attempt);
  if (pending?.phase.intent?.type !== "handedOver") return undefined;
  const at = clock.now();
  if (request !== undefined) return { ...request, at };
  const [event] = await journal.events(executionArn, { from: attempt, limit: 1 });
  const machine = await machineOf(machines, head.meta);
  const task = event && rebuiltTask(machine, pending, event);
  return task && { execution: head.meta.info, incarnation, task, at };
}

async function answer(
  engine: Engine,
  task: HandedOverTask,
  settings: TaskRunnerSettings,
  request: TaskRequest,
): Promise<void> {
  const reply = await perform(engine, request);
  const outcome = { type: "replied", reply, startedMs: request.at } as const;
  await persist(engine, settings, () => write(engine, task, outcome));
  await persist(engine, settings, async () => engine.ports.wakeQueue.send(task.executionArn));
}

async function perform(engine: Engine, request: TaskRequest): Promise<TaskReply> {
  const { invoker } = engine.ports;
  try {
    return await invoker.invoke(request);
  } catch (error) {
    // It is made again when this process is dead.
    if (invoker.isRepeatable(request)) throw error;
    engine.crashed(error);
    return brokenReply(error);
  }
}

/** A claim or an answer that is lost is not made up for: it is tried as long as there is time. */
async function persist<T>(
  { ports: { clock } }: Engine,
  { deadByMs, endsMs = deadByMs, pause }: TaskRunnerSettings,
  work: () => Promise<T>,
): Promise<T> {
  for (let pauseMs = pauseMsMin; ; pauseMs = Math.min(2 * pauseMs, pauseMsMax)) {
    try {
      return await work();
    } catch (error) {
      if (clock.now() + pauseMs >= endsMs) throw error;
      await pause(pauseMs);
    }
  }
}

const pauseMsMin = 50;
const pauseMsMax = 5_000;
/** Then there may be more processes of the newer release. */
const leftMs = 1_000;
