import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { Definitions } from "./definitions-port.ts";
import type { Engine } from "./engine.ts";
import type { Startable } from "./startable.ts";

type OfStateMachine = Pick<Startable, "stateMachineArn">;

/**
 * What was started while its state machine was deleted, whoever deletes it may have missed: it must
 * not run. Answers whether that is so; then it is stopped. Where lists lag, whoever deletes a state
 * machine waits, and stops all that were started: nobody else need look.
 */
export function stopIfDeleted(
  engine: Engine,
  stateMachine: OfStateMachine,
  executionArn: string,
): MaybePromise<boolean> {
  const { clock, definitions, listsLagMs } = engine.ports;
  if (listsLagMs !== undefined) return false;
  return whenDone(isDeleted(definitions, stateMachine), (isDeleted) => {
    if (!isDeleted) return false;
    const abort = { type: "abort", at: clock.now(), seed: clock.seed() } as const;
    return whenDone(engine.ask(executionArn, abort), () => true);
  });
}

/** Is the state machine deleted, or about to be? */
export function isDeleted(
  definitions: Definitions,
  { stateMachineArn }: OfStateMachine,
): MaybePromise<boolean> {
  // A Map Run's children have its label behind the state machine's name.
  const [arn = ""] = stateMachineArn.split("/");
  return whenDone(definitions.get(arn), (record) => {
    return record?.kind !== "stateMachine" || record.status === "DELETING";
  });
}
