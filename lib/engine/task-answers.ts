import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { Snapshot } from "../core/snapshot.ts";
import type { Engine } from "./engine.ts";
import type { TaskOutcome } from "./journal-port.ts";
import type { ActivityTask } from "./ports.ts";

/** Why SendTask* was refused; the API's names. */
export type TaskRefusal = "InvalidToken" | "TaskTimedOut";

/**
 * SendTaskSuccess and SendTaskFailure. Undefined: taken in, or will be when the execution is looked
 * at. https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
 */
export function answerTask(
  engine: Engine,
  taskToken: string,
  outcome: TaskOutcome,
): MaybePromise<TaskRefusal | undefined> {
  const holder = engine.tokens.find(taskToken);
  if (holder === undefined) return "InvalidToken";
  const { executionArn, attempt } = holder;
  if (!isPending(engine, executionArn, attempt)) return "TaskTimedOut";
  return whenDone(engine.resolve(executionArn, attempt, outcome), (first) =>
    first ? undefined : "TaskTimedOut",
  );
}

/** SendTaskHeartbeat. */
export function sendHeartbeat(
  engine: Engine,
  taskToken: string,
): MaybePromise<TaskRefusal | undefined> {
  const holder = engine.tokens.find(taskToken);
  if (holder === undefined) return "InvalidToken";
  const { executionArn, attempt } = holder;
  if (!isPending(engine, executionArn, attempt)) return "TaskTimedOut";
  const { clock } = engine.ports;
  const heartbeat = { type: "heartbeat", attempt, at: clock.now(), seed: clock.seed() } as const;
  return whenDone(engine.tell(executionArn, heartbeat), () => undefined);
}

/** GetActivityTask without the waiting: hands the oldest task to the worker. */
export function takeActivityTask(
  engine: Engine,
  activityArn: string,
  workerName?: string,
): MaybePromise<ActivityTask | undefined> {
  return whenDone(engine.ports.activityQueue.take(activityArn), (task) => {
    if (task === undefined) return undefined;
    const { clock } = engine.ports;
    const { executionArn, attempt } = task;
    const at = clock.now();
    const started = { type: "taskStarted", attempt, workerName, at, seed: clock.seed() } as const;
    return whenDone(engine.tell(executionArn, started), () => task);
  });
}

/** An attempt that waits for an answer. */
export interface OpenTask {
  readonly attempt: number;
  readonly stateName: string;
  readonly taskToken: string;
}

/** The attempts of an execution that wait for an answer from outside. */
export function openTasks(snapshot: Snapshot): readonly OpenTask[] {
  const open: OpenTask[] = [];
  for (const { state, phase } of snapshot.threads.values()) {
    if (phase.type !== "task" || phase.taskToken === undefined) continue;
    open.push({ attempt: phase.attempt, stateName: state, taskToken: phase.taskToken });
  }
  return open;
}

function isPending(engine: Engine, executionArn: string, attempt: number): boolean {
  const snapshot = engine.driver(executionArn)?.snapshot;
  if (snapshot === undefined || snapshot.status !== "RUNNING") return false;
  for (const { phase } of snapshot.threads.values()) {
    if (phase.type === "task" && phase.attempt === attempt) return true;
  }
  return false;
}
