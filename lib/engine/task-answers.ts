import { type MaybePromise, attempt as orElse, whenDone } from "../core/maybe-promise.ts";
import type { Snapshot } from "../core/snapshot.ts";
import { readTaskToken } from "../core/state-scope.ts";
import { sameDocument } from "../data/document.ts";
import type { Engine } from "./engine.ts";
import type { ExecutionHead } from "./execution-head.ts";
import { heartbeatPart } from "./fire-timers.ts";
import type { Resolution, TaskOutcome } from "./journal-port.ts";
import { type PendingAttempt, pendingAttempt, pendingAttempts } from "./pending-attempts.ts";
import type { ActivityTask } from "./ports.ts";

/** Why SendTask* was refused; the API's names. */
export type TaskRefusal = "InvalidToken" | "TaskDoesNotExist" | "TaskTimedOut";

/** Whether an answer to a pending attempt is let in; undefined: it is. */
export type AdmitAnswer = (task: AnsweredTask) => MaybePromise<TaskRefusal | undefined>;

export interface AnsweredTask {
  readonly executionArn: string;
  readonly pending: PendingAttempt;
}

/**
 * SendTaskSuccess and SendTaskFailure. Undefined: taken in, or will be when the execution is looked
 * at; whatever happens. https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
 */
export function answerTask(
  engine: Engine,
  taskToken: string,
  outcome: TaskOutcome,
  admit?: AdmitAnswer,
): MaybePromise<TaskRefusal | undefined> {
  return whenDone(findTask(engine, taskToken, admit), (task) => {
    if (typeof task === "string") return task;
    const { executionArn, head, pending } = task;
    const { attempt } = pending.phase;
    const { incarnation } = head.meta;
    const written = engine.resolve(executionArn, incarnation, attempt, outcome);
    return whenDone(written, (other): MaybePromise<TaskRefusal | undefined> => {
      // The same answer again may mean that the first wake-up was lost.
      if (other !== undefined && !isSame(other, outcome)) return "TaskTimedOut";
      return whenDone(engine.ports.wakeQueue.send(executionArn), () =>
        whetherTaken(engine, executionArn, attempt, outcome),
      );
    });
  });
}

/**
 * The answer was written while the attempt was pending, or just afterwards, when another answer had
 * been consumed. In the latter case it is still there, and nobody will ever take it.
 */
function whetherTaken(
  engine: Engine,
  executionArn: string,
  attempt: number,
  outcome: TaskOutcome,
): MaybePromise<TaskRefusal | undefined> {
  if (engine.isVolatile) return undefined;
  return whenDone(engine.head(executionArn), (head) => {
    if (head?.snapshot === undefined || pendingAttempt(head.snapshot, attempt)) return undefined;
    const there = head.resolutions.find((resolution) => resolution.attempt === attempt);
    return there !== undefined && isSame(there, outcome) ? "TaskTimedOut" : undefined;
  });
}

/**
 * SendTaskHeartbeat. It is written where the answer will be, at most four times in the seconds
 * that the Task allows between heartbeats.
 */
export function sendHeartbeat(
  engine: Engine,
  taskToken: string,
  admit?: AdmitAnswer,
): MaybePromise<TaskRefusal | undefined> {
  const { clock } = engine.ports;
  return whenDone(findTask(engine, taskToken, admit), (task) => {
    if (typeof task === "string") return task;
    const { executionArn, head, pending } = task;
    const { attempt, heartbeatSeconds = 0 } = pending.phase;
    const at = clock.now();
    if (engine.isVolatile) {
      const heartbeat = { type: "heartbeat", attempt, at, seed: clock.seed() } as const;
      return whenDone(engine.tell(executionArn, heartbeat), () => undefined);
    }
    const there = head.resolutions.find((resolution) => resolution.attempt === attempt);
    if (there !== undefined && there.outcome.type !== "heartbeat") return "TaskTimedOut";
    const lastMs = there?.at ?? Number.NEGATIVE_INFINITY;
    if (at < lastMs + 1_000 * heartbeatSeconds * heartbeatPart) return undefined;
    const { incarnation } = head.meta;
    const written = engine.resolve(executionArn, incarnation, attempt, { type: "heartbeat" });
    return whenDone(written, (other) => (other === undefined ? undefined : "TaskTimedOut"));
  });
}

/** GetActivityTask without waiting: hands the oldest task that is still wanted to the worker. */
export function takeActivityTask(
  engine: Engine,
  activityArn: string,
  workerName?: string,
): MaybePromise<ActivityTask | undefined> {
  const { activityQueue } = engine.ports;
  const taken = whenDone(handBack(engine), () => activityQueue.take(activityArn));
  return whenDone(taken, (task) => {
    if (task === undefined) return undefined;
    const { executionArn, attempt } = task;
    return whenDone(tellStarted(engine, activityArn, task, workerName), (isWorkers) =>
      whenDone(activityQueue.remove(executionArn, attempt), () =>
        isWorkers ? task : takeActivityTask(engine, activityArn, workerName),
      ),
    );
  });
}

/** The task is the worker's once that is recorded. Answers whether it is. */
function tellStarted(
  engine: Engine,
  activityArn: string,
  task: ActivityTask,
  workerName: string | undefined,
): MaybePromise<boolean> {
  const { clock } = engine.ports;
  const { executionArn, attempt } = task;
  const at = clock.now();
  const started = { type: "taskStarted", attempt, workerName, at, seed: clock.seed() } as const;
  if (engine.isVolatile) return whenDone(engine.tell(executionArn, started), () => true);
  return orElse(
    () => whenDone(engine.ask(executionArn, started), (answer) => answer?.accepted === true),
    (error) => {
      engine.notHandedOut.push({ activityArn, task });
      throw error;
    },
  );
}

/** Puts back what was taken and could not be handed out, because an adapter had failed. */
function handBack(engine: Engine): MaybePromise<void> {
  const { notHandedOut, ports } = engine;
  const [first] = notHandedOut;
  if (first === undefined) return;
  return whenDone(ports.activityQueue.put(first.activityArn, first.task), () => {
    const place = notHandedOut.indexOf(first);
    if (place >= 0) notHandedOut.splice(place, 1);
    return handBack(engine);
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
  for (const { thread, phase } of pendingAttempts(snapshot)) {
    const { attempt, taskToken } = phase;
    if (taskToken !== undefined) open.push({ attempt, stateName: thread.state, taskToken });
  }
  return open;
}

interface FoundTask extends AnsweredTask {
  readonly head: ExecutionHead;
}

/** The attempt that the token stands for, as it is recorded by now. */
function findTask(
  engine: Engine,
  taskToken: string,
  admit: AdmitAnswer | undefined,
): MaybePromise<FoundTask | TaskRefusal> {
  const named = readTaskToken(taskToken);
  if (named === undefined) return "InvalidToken";
  const { executionArn, attempt } = named;
  return whenDone(engine.head(executionArn), (head) => {
    if (head?.snapshot === undefined) return "InvalidToken";
    const pending = pendingAttempt(head.snapshot, attempt);
    if (pending === undefined) return "TaskTimedOut";
    if (pending.phase.taskToken !== taskToken) return "InvalidToken";
    const refusal = admit?.({ executionArn, pending });
    return whenDone(refusal, (refusal) => refusal ?? { executionArn, head, pending });
  });
}

function isSame({ outcome: there }: Resolution, outcome: TaskOutcome): boolean {
  if (there.type === "succeeded" && outcome.type === "succeeded") {
    return sameDocument(there.output, outcome.output);
  }
  if (there.type !== "failed" || outcome.type !== "failed") return false;
  return there.error === outcome.error && there.cause === outcome.cause;
}
