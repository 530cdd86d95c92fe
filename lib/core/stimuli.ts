import type { Draft } from "./draft.ts";
import { endExecution } from "./end-execution.ts";
import {
  mapRunAborted,
  mapRunFailed,
  mapRunRedriven,
  mapRunStarted,
  mapRunSucceeded,
  pendingMapRun,
} from "./map-run-results.ts";
import { type MaybePromise, whenDone } from "./maybe-promise.ts";
import { redrive } from "./redrive.ts";
import type { Answer, RefusalReason, Stimulus, StimulusType } from "./stimulus.ts";
import type { TaskFailureKind } from "./task-events.ts";
import {
  pendingTask,
  taskFailed,
  taskHeartbeat,
  taskStarted,
  taskSubmitted,
  taskSucceeded,
} from "./task-results.ts";
import { fireTimers } from "./timers.ts";

const accepted: Answer = { accepted: true };

function refused(reason: RefusalReason): Answer {
  return { accepted: false, reason };
}

type React<T extends StimulusType> = (draft: Draft, stimulus: Stimulus<T>) => MaybePromise<Answer>;

/** What each kind of stimulus does. Every one has an answer; a late one changes nothing. */
const reactions: { readonly [T in StimulusType]: React<T> } = {
  start: (draft, { input, variables }) => {
    const { head, execution } = draft;
    if (head.startedMs !== undefined) return refused("executionStarted");
    head.input = input;
    head.startedMs = head.nowMs;
    const { limits, machine } = draft;
    const most =
      execution.type === "EXPRESS" ? limits.expressSecondsMax : limits.standardSecondsMax;
    head.expiresMs = head.nowMs + 1000 * Math.min(machine.timeoutSeconds ?? most, most);
    head.dueMs = head.expiresMs;
    draft.emit("ExecutionStarted", 0, {
      input,
      roleArn: execution.roleArn,
      stateMachineAliasArn: execution.stateMachineAliasArn,
      stateMachineVersionArn: execution.stateMachineVersionArn,
    });
    const root = draft.addThread({
      parent: undefined,
      index: 0,
      mapItem: undefined,
      state: machine.startAt,
      input,
      tip: 0,
    });
    if (variables !== undefined) root.variables = variables;
    return accepted;
  },
  taskStarted: (draft, { attempt, workerName }) => {
    const task = pendingTask(draft, attempt);
    if (task === undefined || task.phase.started) return refused("attemptNotPending");
    taskStarted(draft, task, workerName);
    return accepted;
  },
  taskQueued: (draft, { attempt }) => {
    const task = pendingTask(draft, attempt);
    if (task === undefined || task.phase.queued) return refused("attemptNotPending");
    draft.setPhase(task.thread, { ...task.phase, queued: true, intent: undefined });
    return accepted;
  },
  taskIntended: (draft, { attempt, intent }) => {
    const task = pendingTask(draft, attempt);
    if (task === undefined || task.phase.submitted) return refused("attemptNotPending");
    draft.setPhase(task.thread, { ...task.phase, intent });
    return accepted;
  },
  taskSubmitted: (draft, { attempt, output }) => {
    const task = pendingTask(draft, attempt);
    if (task === undefined) return refused("attemptNotPending");
    taskSubmitted(draft, task, output);
    return accepted;
  },
  taskSucceeded: (draft, { attempt, output }) => {
    const task = pendingTask(draft, attempt);
    if (task !== undefined) return done(taskSucceeded(draft, task, output));
    const mapRun = pendingMapRun(draft, attempt);
    if (mapRun === undefined) return refused("attemptNotPending");
    return done(mapRunSucceeded(draft, mapRun, output));
  },
  taskFailed: (draft, { attempt, error, cause }) => {
    const mapRun = pendingMapRun(draft, attempt);
    if (mapRun !== undefined) return done(mapRunFailed(draft, mapRun, error, cause));
    return failure("failed")(draft, { attempt, error, cause });
  },
  taskScheduleFailed: failure("scheduleFailed"),
  taskStartFailed: failure("startFailed"),
  taskSubmitFailed: failure("submitFailed"),
  taskTimedOut: failure("timedOut"),
  heartbeat: (draft, { attempt }) => {
    const task = pendingTask(draft, attempt);
    if (task === undefined) return refused("attemptNotPending");
    taskHeartbeat(draft, task);
    return accepted;
  },
  timerFired: (draft) =>
    whenDone(fireTimers(draft), (fired) => (fired ? accepted : refused("notDue"))),
  mapRunStarted: (draft, { attempt, mapRunArn }) => {
    const thread = pendingMapRun(draft, attempt);
    if (thread === undefined) return refused("attemptNotPending");
    mapRunStarted(draft, thread, mapRunArn);
    return accepted;
  },
  mapRunRedriven: (draft, { attempt, mapRunArn, redriveCount }) => {
    const thread = pendingMapRun(draft, attempt);
    if (thread === undefined) return refused("attemptNotPending");
    mapRunRedriven(draft, thread, mapRunArn, redriveCount);
    return accepted;
  },
  mapRunAborted: (draft, { attempt }) => {
    const thread = pendingMapRun(draft, attempt);
    if (thread === undefined) return refused("attemptNotPending");
    return done(mapRunAborted(draft, thread));
  },
  abort: (draft, { error, cause, isFailure }) => {
    const status = isFailure === true ? "FAILED" : "ABORTED";
    endExecution(draft, status, draft.head.nextEventId - 1, { error, cause });
    return accepted;
  },
  redrive: (draft, { clientToken }) =>
    redrive(draft, clientToken) ? accepted : refused("notRedrivable"),
};

function failure(
  kind: TaskFailureKind,
): (
  draft: Draft,
  failed: { attempt: number; error?: string | undefined; cause?: string | undefined },
) => MaybePromise<Answer> {
  return (draft, { attempt, error, cause }) => {
    const task = pendingTask(draft, attempt);
    if (task === undefined) return refused("attemptNotPending");
    return done(taskFailed(draft, task, kind, error, cause));
  };
}

function done(work: MaybePromise<void>): MaybePromise<Answer> {
  return whenDone(work, () => accepted);
}

/** Stimuli that mean something to an execution that has ended, or not yet begun. */
const alsoWhenEnded: ReadonlySet<StimulusType> = new Set(["redrive"]);

/** Applies one stimulus. */
export function react(draft: Draft, stimulus: Stimulus): MaybePromise<Answer> {
  const { status, startedMs } = draft.head;
  if (status !== "RUNNING" && !alsoWhenEnded.has(stimulus.type)) return refused("executionEnded");
  if (startedMs === undefined && stimulus.type !== "start") return refused("attemptNotPending");
  draft.observe(stimulus);
  return (reactions[stimulus.type] as React<StimulusType>)(draft, stimulus);
}
