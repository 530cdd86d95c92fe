import type { RunTask } from "../core/command.ts";
import type { MaybePromise } from "../core/maybe-promise.ts";
import type { Driver } from "./driver.ts";
import type { Intents } from "./intents.ts";
import type { Ports } from "./ports.ts";
import type { Slots } from "./slots.ts";
import { hasBegun, replyStimuli, type TaskReply } from "./task-reply.ts";

/** What performing Tasks needs of the engine. */
export interface TaskPerformer {
  readonly ports: Ports;
  readonly slots: Slots;
  readonly isVolatile: boolean;
  /** Undefined: the journal belongs to one process at a time. */
  readonly intents: Intents | undefined;
  /** There is something to do for the driver, which is at rest. */
  resume(driver: Driver): MaybePromise<void>;
  /** An adapter has failed: the execution is looked at again, later. */
  troubled(driver: Driver, error: unknown): void;
  /** A defect, not a failure of the workflow: the host must hear of it. */
  crashed(error: unknown): void;
}

/**
 * Invokes the attempt when there is a slot; what comes of it is offered to the driver. The record
 * that schedules it is won.
 */
export function performTask(performer: TaskPerformer, driver: Driver, task: RunTask): void {
  const wonMs = performer.ports.clock.now();
  performer.slots.run(
    () => invoke(performer, driver, task, wonMs),
    () => void performer.resume(driver),
  );
}

/** Later than this after its record an attempt may have been given up by somebody else. */
export const startByMs = 5_000;

function invoke(
  performer: TaskPerformer,
  driver: Driver,
  task: RunTask,
  wonMs: number,
): MaybePromise<void> {
  const { clock, invoker } = performer.ports;
  const { attempt } = task;
  // Cancelled while it waited.
  if (!driver.hasInHand(attempt)) return;
  const at = clock.now();
  const { info, incarnation } = driver.meta;
  if (!performer.isVolatile && at > wonMs + startByMs) return driver.renew(task);
  // The time of this process has passed while it waited.
  if ((performer.intents?.mayBegin(task, info) ?? "here") !== "here") return driver.renew(task);
  const reply = invoker.invoke({ execution: info, incarnation, task, at });
  if (reply instanceof Promise) {
    if (beginsAtOnce(driver, task)) {
      driver.offerEarly({ type: "taskStarted", attempt, at, seed: clock.seed() });
    }
    return reply.then(
      (settled) => replied(performer, driver, attempt, settled),
      (error: unknown) => broke(performer, driver, task, error),
    );
  }
  letGo(driver, attempt, reply);
  if (hasBegun(reply)) driver.offer({ type: "taskStarted", attempt, at, seed: clock.seed() });
  for (const stimulus of replyStimuli(reply, attempt, at, clock.seed())) {
    driver.offerLater(stimulus);
  }
}

/** An activity's task begins when a worker has it. */
function beginsAtOnce({ machine }: Driver, { stateName }: RunTask): boolean {
  const state = machine.states.get(stateName);
  return state?.type !== "Task" || state.resource.kind !== "activity";
}

/** The reply of an attempt that took a while, and the answers that came before it. */
function replied(
  performer: TaskPerformer,
  driver: Driver,
  attempt: number,
  reply: TaskReply,
): MaybePromise<void> {
  const { clock } = performer.ports;
  letGo(driver, attempt, reply);
  for (const stimulus of replyStimuli(reply, attempt, clock.now(), clock.seed())) {
    driver.offer(stimulus);
  }
  if (reply.type !== "submitted") return performer.resume(driver);
  return takeEarlyAnswers(performer, driver).then(() => performer.resume(driver));
}

/** Answers that came before the request was accepted. They are due: somebody looks again. */
async function takeEarlyAnswers(performer: TaskPerformer, driver: Driver): Promise<void> {
  try {
    const early = performer.ports.journal.load(driver.executionArn);
    driver.takeResolutions((early instanceof Promise ? await early : early)?.resolutions ?? []);
  } catch (error) {
    performer.troubled(driver, error);
  }
}

/**
 * The invoker has failed. What is ours is tried again; otherwise it is a defect, on which the
 * workflow must not hang.
 */
function broke(
  performer: TaskPerformer,
  driver: Driver,
  task: RunTask,
  error: unknown,
): MaybePromise<void> {
  const { info: execution, incarnation } = driver.meta;
  const { clock, invoker } = performer.ports;
  if (!performer.isVolatile) {
    const request = { execution, incarnation, task, at: clock.now() };
    if (invoker.isRepeatable(request)) return driver.postpone(task, error);
  }
  performer.crashed(error);
  if (performer.isVolatile) return;
  return replied(performer, driver, task.attempt, brokenReply(error));
}

export function brokenReply(error: unknown): TaskReply {
  const cause = error instanceof Error ? error.message : String(error);
  return { type: "failed", error: "States.Runtime", cause };
}

function letGo(driver: Driver, attempt: number, reply: TaskReply): void {
  // An attempt that will never answer stays with the process that made it.
  if (reply.type !== "silent") driver.replied(attempt);
}
