import type { Operation } from "./api-context.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html */
export const deleteStateMachine: Operation<{ readonly stateMachineArn: string }> = async (
  { engine },
  { stateMachineArn },
) => {
  await engine.ports.definitions.delete(stateMachineArn);
  return {};
};
