import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
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
  /** Of a mock configuration. */
  readonly testCase?: string | undefined;
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
  const isNamed = request.name !== undefined && stateMachine.type === "STANDARD";
  return tryToStart(engine, stateMachine, request, isNamed ? 1 : idsMax);
}

/** How many ids are tried: one that is taken already is hardly ever met. */
const idsMax = 5;

function tryToStart(
  engine: Engine,
  stateMachine: Startable,
  request: StartRequest,
  tries: number,
): MaybePromise<Driver | undefined> {
  if (tries === 0) return undefined;
  const { clock } = engine.ports;
  const { name, input, parent, traceHeader, testCase } = request;
  const seed = clock.seed();
  const secret = clock.secret?.();
  const id = clock.secret === undefined ? makeId(seed) : uuidOf(clock.secret());
  const info = executionInfo(stateMachine, name ?? id, id);
  const started = engine.start(stateMachine.machine, {
    incarnation: engine.nonces.fresh(),
    info: {
      ...info,
      ...(testCase !== undefined && { testCase }),
      ...(request.synchronous === true && { synchronous: true }),
    },
    input,
    startedMs: clock.now(),
    seed,
    parent,
    ...(secret !== undefined && { secret }),
    ...(traceHeader !== undefined && { traceHeader }),
    ...(stateMachine.revision !== undefined && { revision: stateMachine.revision }),
  });
  return whenDone(
    started,
    (driver) => driver ?? tryToStart(engine, stateMachine, request, tries - 1),
  );
}

/**
 * What an execution of the state machine is called everywhere.
 * @param id tells Express executions of the same name apart
 */
export function executionInfo(stateMachine: Startable, name: string, id: string): ExecutionInfo {
  const { stateMachineArn, type, roleArn } = stateMachine;
  const { stateMachineVersionArn, stateMachineAliasArn, delivery } = stateMachine;
  return {
    executionArn: executionArnOf(stateMachine, name, id),
    name,
    roleArn,
    stateMachineArn,
    stateMachineName: stateMachine.name,
    type,
    ...(delivery !== undefined && { delivery }),
    ...(stateMachineVersionArn !== undefined && { stateMachineVersionArn }),
    ...(stateMachineAliasArn !== undefined && { stateMachineAliasArn }),
  };
}

/**
 * Express executions may have the same name: each has an id of its own.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-arns.html
 */
function executionArnOf({ stateMachineArn, type }: Startable, name: string, id: string): string {
  return type === "EXPRESS"
    ? `${stateMachineArn.replace(":stateMachine:", ":express:")}:${name}:${id}`
    : `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
}

/** A UUID with 122 of the secret's bits. */
function uuidOf(secret: string): string {
  const variant = ((Number.parseInt(secret.charAt(16), 16) & 3) | 8).toString(16);
  const parts = [secret.slice(0, 8), secret.slice(8, 12), `4${secret.slice(13, 16)}`];
  return [...parts, `${variant}${secret.slice(17, 20)}`, secret.slice(20, 32)].join("-");
}

/** A text like a UUID; the same for the same seed. */
function makeId(seed: number): string {
  const high = Math.floor(seed / 0x100000000) & 0xffff;
  const low = (seed >>> 0).toString(16).padStart(8, "0");
  return `${low}-0000-4000-8000-${high.toString(16).padStart(12, "0")}`;
}
