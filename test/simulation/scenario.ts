import type { TaskOutcome } from "../../lib/engine/journal-port.ts";
import type { TaskReply } from "../../lib/engine/ports.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import type { StateMachineDefinition } from "../../lib/language/state-machine.ts";

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
}

/** Somebody who calls the API. */
export interface Operator {
  sleep(milliseconds: number): Promise<void>;
  stop(): Promise<boolean>;
  redrive(): Promise<boolean>;
  /** Waits until the execution has this status. */
  reaches(status: string): Promise<void>;
}

export interface NamedMachine {
  readonly name: string;
  readonly definition: StateMachineDefinition;
}

export interface TaskRow {
  /** Undefined for activities: a worker answers. */
  readonly reply?: (call: TaskCall) => TaskReply;
  /** How long it takes. */
  readonly takesMs?: number;
  /** The answer that comes later from outside, with the task token. */
  readonly answer?: (call: TaskCall) => TaskOutcome;
}

export interface TaskCall {
  readonly parameters: JsonValue;
  readonly retryCount: number;
  readonly redriveCount: number;
}

export const succeed = (output: JsonValue) => (): TaskReply => ({ type: "succeeded", output });

export const fail = (error: string, cause: string): TaskReply => ({ type: "failed", error, cause });
