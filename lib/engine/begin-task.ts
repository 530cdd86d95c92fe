import type { RunTask } from "../core/command.ts";
import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { Intent } from "../core/snapshot.ts";
import type { Driver } from "./driver.ts";
import { pendingAttempt } from "./pending-attempts.ts";
import { performTask, type TaskPerformer } from "./perform-task.ts";

/** Does with an attempt what the record says that is won by now: nobody else does. */
export function beginTask(performer: TaskPerformer, driver: Driver, task: RunTask): void {
  if (performer.intents === undefined) {
    performTask(performer, driver, task);
    return;
  }
  const pending = pendingAttempt(driver.snapshot, task.attempt);
  // It was cancelled, or answered, by the same record.
  if (pending === undefined) driver.letGo(task.attempt);
  else beginnings[pending.phase.intent?.type ?? "inHand"](performer, driver, task);
}

type Begin = (performer: TaskPerformer, driver: Driver, task: RunTask) => void;

const beginnings: { readonly [T in Intent["type"]]: Begin } = {
  inHand: performTask,
  handedOver: (performer, driver, task) => {
    const { taskRunner, clock } = performer.ports;
    const { info: execution, incarnation } = driver.meta;
    const { executionArn } = execution;
    const { attempt } = task;
    const request = { execution, incarnation, task, at: clock.now() };
    leave(performer, driver, task, () =>
      taskRunner?.handOver({ executionArn, incarnation, attempt, request }),
    );
  },
  notBegun: (performer, driver, task) =>
    leave(performer, driver, task, () => performer.ports.wakeQueue.send(driver.executionArn)),
};

/** Tells whoever is to perform the attempt; until then it is in the hands of this process. */
function leave(
  performer: TaskPerformer,
  driver: Driver,
  task: RunTask,
  tell: () => MaybePromise<void>,
): void {
  try {
    const told = whenDone(tell(), () => driver.letGo(task.attempt));
    if (!(told instanceof Promise)) return;
    performer.slots.hold(
      told.then(
        () => performer.resume(driver),
        (error: unknown) => driver.postpone(task, error),
      ),
    );
  } catch (error) {
    driver.postpone(task, error);
  }
}
