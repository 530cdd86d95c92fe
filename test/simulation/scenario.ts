import type { TaskOutcome } from "../../lib/engine/journal-port.ts";
import type { TaskReply } from "../../lib/engine/task-reply.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import type { StateMachineDefinition, StateMachineType } from "../../lib/language/state-machine.ts";

/** A golden machine, and all that happens around an execution of it. */
export interface Scenario {
  readonly name: string;
  /** The first one is started; the others are those that it starts. */
  readonly machines: readonly NamedMachine[];
  readonly input: JsonValue;
  /** What stands for the Tasks, by their state's name. The same call has the same answer. */
  readonly tasks: { readonly [stateName: string]: TaskRow };
  /** Attempts that a crash cut are made again. */
  readonly isAtLeastOnce?: boolean;
  /** What somebody does to the execution while it runs. */
  readonly operator?: (client: Operator) => Promise<void>;
  /** An activity that a worker works for. */
  readonly activityArn?: string;
  /** What a distributed Map reads. */
  readonly items?: readonly JsonValue[];
  /** Children of a Map Run that run at once. */
  readonly maxConcurrency?: number;
  /** A process may have a Task in hand for longer than others wait until they take it for dead. */
  readonly takesLong?: boolean;
  /** What the events are besides the end does not depend on which thread was faster. */
  readonly isSequential: boolean;
  /** When it ends depends on when the operator came: only how the execution ends is compared. */
  readonly isCutShort?: boolean;
  /** Whoever answers from outside may come too late: a Task that times out is as good. */
  readonly mayTimeOut?: boolean;
  /** In how many ways it may go, as whoever answers from outside chooses. Default: one. */
  readonly ways?: number;
  /** Tasks that a process performs at once. */
  readonly slots?: number;
  /** Events that a record may have, and those of one state more. */
  readonly eventsMax?: number;
  /** Ended executions are forgotten after this. */
  readonly retentionMs?: number;
  /** Executions that are started at once, where there is a queue of wake-ups. Default: one. */
  readonly copies?: number;
  /** Whoever carries it on is killed. */
  readonly isPoison?: boolean;
  /** How many records there are of all executions, where nothing goes wrong. */
  readonly records?: number;
}

/** Somebody who calls the API. */
export interface Operator {
  /** One of the scenario's ways; undefined: whatever comes of it. */
  readonly way: number | undefined;
  sleep(milliseconds: number): Promise<void>;
  /** Sleeps as long in an even world, any time up to twice as long in a rough one. */
  sleepAbout(milliseconds: number): Promise<void>;
  stop(): Promise<boolean>;
  redrive(): Promise<boolean>;
  /** UpdateStateMachine, of the first one. */
  update(definition: StateMachineDefinition): Promise<void>;
  /** UpdateMapRun, of the only one. Answers whether it was running. */
  updateMapRun(maxConcurrency: number): Promise<boolean>;
  /** Waits until the execution has this status. */
  reaches(status: string): Promise<void>;
  /** Waits until nothing is kept of the execution any more. */
  isForgotten(): Promise<void>;
  /** StartExecution, by the same name. */
  start(): Promise<void>;
}

/** Somebody who has got a task token. */
export interface Outsider {
  /** One of the scenario's ways; undefined: all of them are tried at once. */
  readonly way: number | undefined;
  sleepAbout(milliseconds: number): Promise<void>;
  /** Sleeps as long in an even world, some seconds more or less in a rough one. */
  sleepNear(milliseconds: number): Promise<void>;
  answer(outcome: TaskOutcome): Promise<void>;
  /** Answers whether the task is still wanted. */
  beat(): Promise<boolean>;
}

export interface NamedMachine {
  readonly name: string;
  readonly definition: StateMachineDefinition;
  readonly type?: StateMachineType;
}

export interface TaskRow {
  /** Undefined for activities: a worker answers. */
  readonly reply?: (call: TaskCall) => TaskReply;
  /** How long it takes. */
  readonly takesMs?: number;
  /** How long it may take, in ms; undefined: that is not known. Default: some seconds. */
  readonly boundMs?: number | undefined;
  /** What whoever got the task token does. */
  readonly outside?: (outsider: Outsider, call: TaskCall) => Promise<void>;
  /** The token is out before the request is answered. */
  readonly isHasty?: boolean;
}

export interface TaskCall {
  readonly parameters: JsonValue;
  readonly retryCount: number;
  readonly redriveCount: number;
}

export const succeed = (output: JsonValue) => (): TaskReply => ({ type: "succeeded", output });

export const fail = (error: string, cause: string): TaskReply => ({ type: "failed", error, cause });

/** The service has taken the request. */
export const submit = (): TaskReply => ({ type: "submitted", output: { MessageId: "m" } });
