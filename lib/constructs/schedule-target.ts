import { type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam";
import {
  ContextAttribute,
  type ISchedule,
  type IScheduleTarget,
  ScheduleTargetInput,
} from "aws-cdk-lib/aws-scheduler";
import {
  ScheduleTargetBase,
  type ScheduleTargetBaseProps,
} from "aws-cdk-lib/aws-scheduler-targets";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { startInvocation, startingFunction } from "./start-invocation.ts";

/**
 * Starts an execution whenever a schedule says: the `StepFunctionsStartExecution` of
 * `aws-cdk-lib/aws-scheduler-targets`.
 */
export class StepFunctionsStartExecution extends ScheduleTargetBase implements IScheduleTarget {
  private readonly functionArn: string;

  constructor(stateMachine: IStateMachine, props: ScheduleTargetBaseProps = {}) {
    const { functionArn } = startingFunction(stateMachine);
    super({ ...props, input: new StartInput(stateMachine, props.input) }, functionArn);
    this.functionArn = functionArn;
  }

  protected addTargetActionToRole(role: IRole): void {
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [this.functionArn] }),
    );
  }
}

/** The input of the execution within what the function is invoked with. */
class StartInput extends ScheduleTargetInput {
  private readonly stateMachine: IStateMachine;
  private readonly input: ScheduleTargetInput | undefined;

  constructor(stateMachine: IStateMachine, input: ScheduleTargetInput | undefined) {
    super();
    this.stateMachine = stateMachine;
    this.input = input;
  }

  override bind(schedule: ISchedule): string {
    return startInvocation(this.stateMachine, schedule, {
      deliveryId: ContextAttribute.executionId,
      input: this.input?.bind(schedule) ?? "{}",
    });
  }
}
