import { StateMachine, type StateMachineDefinition } from "aws-local-stepfunctions";
import type { Case } from "./definitions.ts";
import type { Runnable } from "./measure.ts";

/** A run of the case by aws-local-stepfunctions 3. */
export function peerRun({ definition, input }: Case): Runnable {
  const machine = new StateMachine(definition as unknown as StateMachineDefinition, {
    validationOptions: { checkArn: false },
  });
  return () => machine.run(input as Parameters<StateMachine["run"]>[0]).result;
}
