import type { MaybePromise } from "../core/maybe-promise.ts";
import type { ExecutionInfo } from "../core/snapshot.ts";
import type { JsonValue } from "../language/json.ts";
import type { Driver } from "./driver.ts";
import type { Engine } from "./engine.ts";
import type { ParentAttempt } from "./journal-port.ts";
import type { Startable } from "./startable.ts";

export interface StartRequest {
  /** By default a name like AWS's own, made from the clock's seeds. */
  readonly name?: string | undefined;
  readonly input: JsonValue;
  readonly parent?: ParentAttempt | undefined;
  /** Started by StartSyncExecution. */
  readonly synchronous?: boolean | undefined;
  readonly traceHeader?: string | undefined;
}

/**
 * StartExecution: records the execution of a state machine; whoever calls wakes or drives it.
 * Undefined: the name is taken.
 */
export function startExecution(
  engine: Engine,
  stateMachine: Startable,
  request: StartRequest,
): MaybePromise<Driver | undefined> {
  const { clock } = engine.ports;
  const { input, parent, traceHeader } = request;
  const seed = clock.seed();
  const info = executionInfo(stateMachine, request.name ?? nameFromSeed(seed), seed);
  return engine.start(stateMachine.machine, {
    incarnation: engine.nextNonce(),
    info: request.synchronous === true ? { ...info, synchronous: true } : info,
    input,
    startedMs: clock.now(),
    seed,
    parent,
    ...(traceHeader !== undefined && { traceHeader }),
    ...(stateMachine.revision !== undefined && { revision: stateMachine.revision }),
  });
}

/** What an execution of the state machine is called everywhere. */
export function executionInfo(stateMachine: Startable, name: string, seed: number): ExecutionInfo {
  const { stateMachineArn, type, roleArn } = stateMachine;
  const { stateMachineVersionArn, stateMachineAliasArn } = stateMachine;
  return {
    executionArn: executionArnOf(stateMachine, name, seed),
    name,
    roleArn,
    stateMachineArn,
    stateMachineName: stateMachine.name,
    type,
    ...(stateMachineVersionArn !== undefined && { stateMachineVersionArn }),
    ...(stateMachineAliasArn !== undefined && { stateMachineAliasArn }),
  };
}

/**
 * Express executions may have the same name: each has an id of its own.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-arns.html
 */
function executionArnOf({ stateMachineArn, type }: Startable, name: string, seed: number): string {
  return type === "EXPRESS"
    ? `${stateMachineArn.replace(":stateMachine:", ":express:")}:${name}:${nameFromSeed(seed)}`
    : `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
}

/** A name like a UUID; the same for the same seed. */
function nameFromSeed(seed: number): string {
  const high = Math.floor(seed / 0x100000000) & 0xffff;
  const low = (seed >>> 0).toString(16).padStart(8, "0");
  return `${low}-0000-4000-8000-${high.toString(16).padStart(12, "0")}`;
}
