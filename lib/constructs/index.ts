// What stands in "aws-cdk-lib/aws-stepfunctions" stands here too, so that moving an app is changing
// an import; the names below take the places of those of the same name.
export * from "aws-cdk-lib/aws-stepfunctions";
export { Activity, type ActivityProps } from "./activity.ts";
export type { StepwrightAttributes } from "./imported-stepwright.ts";
export { SfnStateMachine } from "./rule-target.ts";
export type { IStepwright } from "./runtime.ts";
export type { RestoredTable } from "./runtime-storage.ts";
export { StepFunctionsStartExecution } from "./schedule-target.ts";
export { StateMachine, type StateMachineProps } from "./state-machine.ts";
export {
  type RuntimeLimits,
  type RuntimeLogLevel,
  Stepwright,
  type StepwrightProps,
} from "./stepwright.ts";
