import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { Engine } from "./engine.ts";
import type { Startable } from "./startable.ts";

/**
 * What was started while its state machine was deleted, whoever deletes it may have missed: it must
 * not run. Answers whether that is so; then it is stopped. Where lists lag, whoever deletes a state
 * machine waits, and stops all that were started: nobody else need look.
 */
export function stopIfDeleted(
  engine: Engine,
  { stateMachineArn }: Startable,
  executionArn: string,
): MaybePromise<boolean> {
  const { clock, definitions, listsLagMs } = engine.ports;
  if (listsLagMs !== undefined) return false;
  return whenDone(definitions.get(stateMachineArn), (record) => {
    if (record?.kind === "stateMachine" && record.status !== "DELETING") return false;
    const abort = { type: "abort", at: clock.now(), seed: clock.seed() } as const;
    return whenDone(engine.ask(executionArn, abort), () => true);
  });
}
