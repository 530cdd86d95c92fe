import { awsLimits, extendedLimits, type Limits } from "../data/limits.ts";
import type { Telemetry } from "../engine/ports.ts";
import type { StateMachineType } from "../language/state-machine.ts";
import type { Mocks } from "../testing/mocks.ts";
import type { Tasks } from "../testing/task-table.ts";
import type { S3Source } from "./harness-blobs.ts";

/** What stands for the Tasks of a state machine. */
export interface TaskOptions {
  /** Handlers by state name, Resource ARN, function ARN or name, or a pattern with `*`. */
  readonly tasks?: Tasks | undefined;
  /** Answers by state name and attempt. They come before handlers. */
  readonly mocks?: Mocks | undefined;
  /** Step Functions Local's MockConfigFile.json: its path, or what is in it. */
  readonly mockConfig?: string | URL | object | undefined;
  /** The test case of `mockConfig`. */
  readonly testCase?: string | undefined;
}

export interface StateMachineOptions extends TaskOptions {
  /** @default the file's name, else "StateMachine" */
  readonly name?: string | undefined;
  /** @default "STANDARD" */
  readonly type?: StateMachineType | undefined;
  /** @default arn:aws:states:us-east-1:123456789012:stateMachine:<name> */
  readonly stateMachineArn?: string | undefined;
  /** @default arn:aws:iam::123456789012:role/<name> */
  readonly roleArn?: string | undefined;
  /** False: do not look for mistakes in the definition first. @default true */
  readonly validate?: boolean | undefined;
  /** Values for `${Name}` placeholders in the definition's text. */
  readonly substitutions?: { readonly [name: string]: string } | undefined;
}

export interface RunOptions extends TaskOptions {
  /**
   * "skip": time jumps to whatever is due next, but stands still while a handler works. For a Task
   * that never answers give the mock `{ never: true }`, not a handler that never settles.
   * "real": waits take as long as they say.
   * @default "skip"
   */
  readonly time?: "skip" | "real" | undefined;
  /** When the execution starts, unless time is real. @default 2026-01-01T00:00:00Z */
  readonly at?: string | number | Date | undefined;
  /** Of all randomness: the same seed gives the same bytes. @default 0 */
  readonly seed?: number | undefined;
  /** AWS's limits, those that go past what hurts, or your own. @default "aws" */
  readonly limits?: "aws" | "extended" | Partial<Limits> | undefined;
  /** The execution's name. @default one made from the seed */
  readonly name?: string | undefined;
  /** State machines that Tasks can start: `arn:aws:states:::states:startExecution…`. */
  readonly machines?: readonly NestedStateMachine[] | undefined;
  /**
   * What stands for S3 where distributed Maps read items and write results: texts by "bucket/key",
   * the path of a folder with a folder per bucket, or a store. @default nothing, in memory
   */
  readonly s3?: S3Source | undefined;
  /** Told of each record: for progress on long runs. */
  readonly telemetry?: Telemetry | undefined;
  /** Put the snapshot through its JSON text after every step: slow, and changes nothing. */
  readonly asText?: boolean | undefined;
}

/** A StateMachine that other executions can start. */
export interface NestedStateMachine {
  readonly name: string;
  readonly stateMachineArn: string;
}

export function limitsOf(limits: RunOptions["limits"]): Limits | undefined {
  if (limits === undefined || limits === "aws") return undefined;
  return limits === "extended" ? extendedLimits : { ...awsLimits, ...limits };
}

/** The instant at which the execution starts, in ms. */
export function instantOf(at: RunOptions["at"]): number {
  if (at === undefined) return atDefault;
  const instant = new Date(at).getTime();
  if (Number.isNaN(instant)) {
    throw new TypeError(
      `at: ${JSON.stringify(at)} is no instant; give an ISO 8601 text, a Date or ms`,
    );
  }
  return instant;
}

const atDefault = Date.UTC(2026, 0, 1);
