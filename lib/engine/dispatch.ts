import type { Command, CommandByType, CommandType } from "../core/command.ts";
import type { MaybePromise } from "../core/maybe-promise.ts";
import type { Driver } from "./driver.ts";
import type { MapRuns, Ports, TaskReply } from "./ports.ts";
import type { Slots } from "./slots.ts";
import { hasBegun, replyStimuli } from "./task-reply.ts";
import type { TaskTokens } from "./task-tokens.ts";

/** What dispatching needs of the engine. */
export interface DispatchContext {
  readonly ports: Ports;
  readonly tokens: TaskTokens;
  readonly slots: Slots;
  readonly mapRuns: MapRuns;
  /** A defect, not a failure of the workflow: the host must hear of it. */
  crashed(error: unknown): void;
}

/** Does what the core wants done; what comes of it is offered to the driver. */
export function dispatch(context: DispatchContext, driver: Driver, command: Command): void {
  dispatchAs(command.type, context, driver, command);
}

const dispatchers: {
  readonly [T in CommandType]: (
    context: DispatchContext,
    driver: Driver,
    command: CommandByType[T],
  ) => void;
} = {
  runTask: (context, driver, task) => {
    if (task.taskToken !== undefined) {
      context.tokens.add(task.taskToken, driver.executionArn, task.attempt);
    }
    context.slots.run(
      () => perform(context, driver, task),
      () => void context.ports.wakeQueue.send(driver.executionArn),
    );
  },
  cancelTask: ({ ports }, driver, { attempt }) => {
    ports.invoker.cancel(driver.executionArn, attempt);
    ports.activityQueue.remove(driver.executionArn, attempt);
  },
  // The driver sets the execution's one alarm by its snapshot.
  startTimer: () => undefined,
  startMapRun: (context, { meta }, command) => context.mapRuns.start(meta, command),
  stopMapRun: (context, { meta }, { attempt }) => context.mapRuns.stop(meta, attempt),
  redriveMapRun: (context, { meta }, { attempt }) => context.mapRuns.redrive(meta, attempt),
};

function dispatchAs<T extends CommandType>(
  type: T,
  context: DispatchContext,
  driver: Driver,
  command: CommandByType[T],
): void {
  dispatchers[type](context, driver, command);
}

/** Invokes the attempt and offers what comes of it; a promise while it is under way. */
function perform(
  context: DispatchContext,
  driver: Driver,
  task: CommandByType["runTask"],
): MaybePromise<void> {
  const { clock, invoker } = context.ports;
  const { attempt } = task;
  const at = clock.now();
  const reply = invoker.invoke({
    execution: driver.meta.info,
    incarnation: driver.meta.incarnation,
    task,
    at,
  });
  if (reply instanceof Promise) {
    driver.performs(attempt);
    driver.offer({ type: "taskStarted", attempt, at, seed: clock.seed() });
    return reply.then(
      (settled) => replied(context, driver, attempt, settled),
      (error: unknown) => context.crashed(error),
    );
  }
  if (hasBegun(reply)) driver.offer({ type: "taskStarted", attempt, at, seed: clock.seed() });
  for (const stimulus of replyStimuli(reply, attempt, at, clock.seed())) {
    driver.offerLater(stimulus);
  }
}

/** The reply of an attempt that took a while, and the answers that came before it. */
async function replied(
  context: DispatchContext,
  driver: Driver,
  attempt: number,
  reply: TaskReply,
): Promise<void> {
  const { clock, journal, wakeQueue } = context.ports;
  driver.performed(attempt);
  for (const stimulus of replyStimuli(reply, attempt, clock.now(), clock.seed())) {
    driver.offer(stimulus);
  }
  const early = journal.load(driver.executionArn);
  driver.takeResolutions((early instanceof Promise ? await early : early)?.resolutions ?? []);
  await wakeQueue.send(driver.executionArn);
}
