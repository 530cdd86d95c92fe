import { createHash } from "node:crypto";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { IConstruct } from "constructs";
import type { DirectInvocation } from "../hosts/environment/direct-invocation.ts";
import { StateMachineBase } from "./state-machine-base.ts";

/**
 * The function that starts executions for EventBridge.
 * @throws if Step Functions has the state machine
 */
export function startingFunction(stateMachine: IStateMachine): IFunction {
  if (stateMachine instanceof StateMachineBase) return stateMachine.runtime.apiFunction;
  throw new Error(
    `${stateMachine.node.path} is a state machine of Step Functions: take the target of aws-cdk-lib`,
  );
}

/**
 * The JSON text that has the function start an execution: `input` is JSON text or a placeholder for
 * it. `deliveryId` names what may be delivered twice; with another source it is another execution.
 */
export function startInvocation(
  stateMachine: IStateMachine,
  source: IConstruct,
  { deliveryId, input }: { readonly deliveryId: string | undefined; readonly input: string },
): string {
  const hash = createHash("sha256").update(source.node.path).digest("hex").slice(0, 12);
  const name = deliveryId && `${deliveryId}-${hash}`;
  const invocation: DirectInvocation = {
    operation: "StartExecution",
    request: {
      stateMachineArn: stateMachine.stateMachineArn,
      ...(name !== undefined && { name }),
      input: inputMark,
    },
    isRedelivered: name !== undefined,
  };
  return JSON.stringify(invocation).replace(`"${inputMark}"`, () => input);
}

const inputMark = "@input@";
