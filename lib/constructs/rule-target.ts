import { Stack } from "aws-cdk-lib";
import {
  type IRuleTarget,
  type RuleTargetConfig,
  RuleTargetInput,
  type RuleTargetInputProperties,
} from "aws-cdk-lib/aws-events";
import { LambdaFunction, type SfnStateMachineProps } from "aws-cdk-lib/aws-events-targets";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { startInvocation, startingFunction } from "./start-invocation.ts";

type IRuleRef = Parameters<IRuleTarget["bind"]>[0];

/**
 * Starts an execution for each event of a rule: the `SfnStateMachine` of
 * `aws-cdk-lib/aws-events-targets`. An event that EventBridge delivers twice starts one execution.
 */
export class SfnStateMachine implements IRuleTarget {
  readonly machine: IStateMachine;
  private readonly props: SfnStateMachineProps;

  constructor(machine: IStateMachine, props: SfnStateMachineProps = {}) {
    if (props.role !== undefined) {
      throw new Error(
        `${machine.node.path}: the role of the target has no effect, since the function that starts ` +
          "executions lets the rule invoke it: leave it out",
      );
    }
    this.machine = machine;
    this.props = props;
  }

  bind(rule: IRuleRef, id?: string): RuleTargetConfig {
    const { role: _role, input, ...props } = this.props;
    const event = new StartInput(this.machine, input);
    return new LambdaFunction(startingFunction(this.machine), { ...props, event }).bind(rule, id);
  }
}

/** The input of the execution within what the function is invoked with. */
class StartInput extends RuleTargetInput {
  private readonly machine: IStateMachine;
  private readonly input: RuleTargetInput | undefined;

  constructor(machine: IStateMachine, input: RuleTargetInput | undefined) {
    super();
    this.machine = machine;
    this.input = input;
  }

  override bind(rule: IRuleRef): RuleTargetInputProperties {
    const given: RuleTargetInputProperties = this.input?.bind(rule) ?? {};
    const { input, inputPath, inputTemplate, inputPathsMap } = given;
    const start = (input: string, deliveryId: string | undefined): string =>
      startInvocation(this.machine, rule, { deliveryId, input });
    // What stands in angle brackets would be taken for a variable.
    if (input !== undefined && JSON.stringify(Stack.of(rule).resolve(input)).includes("<")) {
      return { input: start(input, undefined) };
    }
    const whole = inputPath === undefined ? "<aws.events.event.json>" : "<stepwrightInput>";
    return {
      inputTemplate: start(input ?? inputTemplate ?? whole, "<stepwrightId>"),
      inputPathsMap: {
        ...inputPathsMap,
        stepwrightId: "$.id",
        ...(inputPath !== undefined && { stepwrightInput: inputPath }),
      },
    };
  }
}
