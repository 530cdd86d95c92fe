import type { RunOptions } from "../lib/hosts/harness-options.ts";
import { StateMachine } from "../lib/hosts/state-machine.ts";
import type { Case } from "./definitions.ts";
import type { Runnable } from "./measure.ts";

/** A run of the case by the harness, its whole history kept. */
export function ourRun({ definition, input }: Case, options: RunOptions = {}): Runnable {
  const machine = StateMachine.fromObject(definition);
  return async () => {
    const { status, error, cause } = await machine.run(input, options);
    if (status !== "SUCCEEDED") throw new Error(`${status}: ${error} ${cause}`);
  };
}
