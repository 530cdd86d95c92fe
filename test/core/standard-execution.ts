import type { ExecutionInfo } from "../../lib/core/snapshot.ts";

/** The execution `e` of the Standard state machine `M`. */
export const standardExecution = {
  executionArn: "arn:aws:states:us-east-1:123456789012:execution:M:e",
  name: "e",
  roleArn: "arn:aws:iam::123456789012:role/M",
  stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:M",
  stateMachineName: "M",
  type: "STANDARD",
} as const satisfies ExecutionInfo;
