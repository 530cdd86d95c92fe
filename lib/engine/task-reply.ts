import type { AttemptId } from "../core/command.ts";
import type { Stimulus } from "../core/stimulus.ts";
import type { JsonValue } from "../language/json.ts";

export interface TaskReplyByType {
  /** `submitted` is what the service answered to the request of a `.sync` or callback Task. */
  readonly succeeded: { readonly output: JsonValue; readonly submitted?: JsonValue | undefined };
  readonly failed: TaskReplyFailure & { readonly submitted?: JsonValue | undefined };
  readonly timedOut: TaskReplyFailure & { readonly submitted?: JsonValue | undefined };
  readonly scheduleFailed: TaskReplyFailure;
  readonly startFailed: TaskReplyFailure;
  readonly submitFailed: TaskReplyFailure;
  /** The service has taken the request; the result comes as a resolution. */
  readonly submitted: { readonly output: JsonValue };
  /** Handed to an activity's queue: it has not even started. */
  readonly queued: object;
  /** Began, and will never answer. */
  readonly silent: object;
}

export interface TaskReplyFailure {
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

export type TaskReplyType = keyof TaskReplyByType;
export type TaskReply<T extends TaskReplyType = TaskReplyType> = {
  [K in T]: { readonly type: K } & TaskReplyByType[K];
}[T];

/** Whether the attempt began: whether the history says TaskStarted before the reply's event. */
export function hasBegun(reply: TaskReply): boolean {
  return rows[reply.type].begins;
}

/** What a reply tells the core, in order. */
export function replyStimuli(
  reply: TaskReply,
  attempt: AttemptId,
  at: number,
  seed: number,
): readonly Stimulus[] {
  const stimuli: Stimulus[] = [];
  if ("submitted" in reply && reply.submitted !== undefined) {
    stimuli.push({ type: "taskSubmitted", attempt, at, seed, output: reply.submitted });
  }
  const stimulus = stimulusAs(reply.type, reply, { attempt, at, seed });
  if (stimulus !== undefined) stimuli.push(stimulus);
  return stimuli;
}

interface Moment {
  readonly attempt: AttemptId;
  readonly at: number;
  readonly seed: number;
}

interface Row<T extends TaskReplyType> {
  readonly begins: boolean;
  stimulus(reply: TaskReplyByType[T], moment: Moment): Stimulus | undefined;
}

const rows: { readonly [T in TaskReplyType]: Row<T> } = {
  succeeded: {
    begins: true,
    stimulus: ({ output }, moment) => ({ type: "taskSucceeded", ...moment, output }),
  },
  failed: {
    begins: true,
    stimulus: ({ error, cause }, moment) => ({ type: "taskFailed", ...moment, error, cause }),
  },
  timedOut: {
    begins: true,
    stimulus: ({ error, cause }, moment) => ({ type: "taskTimedOut", ...moment, error, cause }),
  },
  scheduleFailed: {
    begins: false,
    stimulus: ({ error, cause }, moment) => ({
      type: "taskScheduleFailed",
      ...moment,
      error,
      cause,
    }),
  },
  startFailed: {
    begins: false,
    stimulus: ({ error, cause }, moment) => ({ type: "taskStartFailed", ...moment, error, cause }),
  },
  submitFailed: {
    begins: true,
    stimulus: ({ error, cause }, moment) => ({ type: "taskSubmitFailed", ...moment, error, cause }),
  },
  submitted: {
    begins: true,
    stimulus: ({ output }, moment) => ({ type: "taskSubmitted", ...moment, output }),
  },
  queued: { begins: false, stimulus: (_reply, moment) => ({ type: "taskQueued", ...moment }) },
  silent: { begins: true, stimulus: () => undefined },
};

function stimulusAs<T extends TaskReplyType>(
  type: T,
  reply: TaskReplyByType[T],
  moment: Moment,
): Stimulus | undefined {
  return rows[type].stimulus(reply, moment);
}
