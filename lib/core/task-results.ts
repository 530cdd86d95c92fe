import { isLargerThan } from "../data/size.ts";
import { StatesError } from "../data/states-error.ts";
import type { JsonValue } from "../language/json.ts";
import type { Resource } from "../language/resource.ts";
import { assert } from "./assert.ts";
import type { AttemptId } from "./command.ts";
import { dataLimitCause } from "./data-flow.ts";
import type { Draft, DraftThread } from "./draft.ts";
import { failState } from "./failure.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import { resumeThread } from "./run.ts";
import type { Phase } from "./snapshot.ts";
import { type TaskFailureKind, taskEvents } from "./task-events.ts";

/** A thread whose Task's attempt is under way. */
export interface PendingTask {
  readonly thread: DraftThread;
  readonly phase: Extract<Phase, { type: "task" }>;
  readonly resource: Resource;
}

/** The thread that waits for this attempt; undefined: none does, any more or yet. */
export function pendingTask(draft: Draft, attempt: AttemptId): PendingTask | undefined {
  const waiting = draft.threadOf(attempt);
  if (waiting?.phase.type !== "task") return undefined;
  const thread = draft.thread(waiting.id);
  const state = thread && draft.state(thread.state);
  assert(thread !== undefined && state?.type === "Task", "a Task that waits");
  return { thread, phase: waiting.phase, resource: state.resource };
}

export function taskStarted(draft: Draft, task: PendingTask, workerName?: string): void {
  const { thread, phase, resource } = task;
  if (phase.started) return;
  thread.tip = taskEvents(resource).started(draft, thread.tip, resource, workerName);
  // An activity's heartbeat counts from the worker's start. #task-state
  const { heartbeatSeconds } = phase;
  const heartbeatMs =
    heartbeatSeconds === undefined || resource.kind !== "activity"
      ? phase.heartbeatMs
      : draft.head.nowMs + 1000 * heartbeatSeconds;
  draft.setPhase(thread, { ...phase, started: true, heartbeatMs });
}

export function taskSubmitted(draft: Draft, task: PendingTask, output: JsonValue): void {
  taskStarted(draft, task);
  const { thread, resource } = task;
  const { phase } = thread;
  assert(phase.type === "task", "a Task that waits");
  if (phase.submitted) return;
  thread.tip = taskEvents(resource).submitted(draft, thread.tip, resource, output);
  draft.setPhase(thread, { ...phase, submitted: true, intent: undefined });
}

export function taskHeartbeat(draft: Draft, { thread, phase }: PendingTask): void {
  const { heartbeatSeconds } = phase;
  if (heartbeatSeconds === undefined) return;
  draft.setPhase(thread, { ...phase, heartbeatMs: draft.head.nowMs + 1000 * heartbeatSeconds });
}

export function taskSucceeded(
  draft: Draft,
  task: PendingTask,
  output: JsonValue,
): MaybePromise<void> {
  const { thread, resource } = task;
  taskStarted(draft, task);
  if (isLargerThan(output, draft.limits.payloadBytesMax)) {
    const name = resource.kind === "service" ? resource.resourceType : resource.arn;
    return taskFailed(draft, task, "failed", "States.DataLimitExceeded", dataLimitCause(name));
  }
  thread.tip = taskEvents(resource).succeeded(draft, thread.tip, resource, output);
  return resumeThread(draft, thread, output);
}

/** The kinds of failure before which no Started event stands. */
const beforeStart: ReadonlySet<TaskFailureKind> = new Set(["scheduleFailed", "startFailed"]);

export function taskFailed(
  draft: Draft,
  task: PendingTask,
  kind: TaskFailureKind,
  error: string | undefined,
  cause: string | undefined,
): MaybePromise<void> {
  const { thread, resource } = task;
  if (kind !== "timedOut" && !beforeStart.has(kind)) taskStarted(draft, task);
  const { errorBytesMax, causeBytesMax } = draft.limits;
  const failure = {
    error: error === undefined ? undefined : error.slice(0, errorBytesMax),
    cause: cause === undefined ? undefined : cause.slice(0, causeBytesMax),
  };
  thread.tip = taskEvents(resource).failed(draft, thread.tip, resource, kind, failure);
  return failState(draft, thread, new StatesError(failure.error ?? "", failure.cause));
}
