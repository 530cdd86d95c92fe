import { Stack } from "aws-cdk-lib";
import { Grant, type IGrantable, Role } from "aws-cdk-lib/aws-iam";
import { ExecutionRole } from "./execution-role.ts";
import type { IStepwright } from "./runtime.ts";

interface Granting {
  readonly node: { readonly path: string };
  readonly stateMachineArn: string;
  readonly runtime: IStepwright;
}

/**
 * The grants of Step Functions. IAM knows the runtime's API as one function: whoever may call it
 * may call all of its operations, on all state machines of the runtime. So each of these allows to
 * call the API; where that is too much, give what must be apart a runtime of its own.
 */
export class StateMachineGrants {
  private readonly stateMachine: Granting;

  constructor(stateMachine: Granting) {
    this.stateMachine = stateMachine;
  }

  startExecution(grantee: IGrantable): Grant {
    return this.actions(grantee, "states:StartExecution");
  }

  startSyncExecution(grantee: IGrantable): Grant {
    return this.actions(grantee, "states:StartSyncExecution");
  }

  read(grantee: IGrantable): Grant {
    return this.actions(grantee, "states:DescribeExecution");
  }

  taskResponse(grantee: IGrantable): Grant {
    return this.actions(grantee, "states:SendTaskSuccess");
  }

  redriveExecution(grantee: IGrantable): Grant {
    return this.actions(grantee, "states:RedriveExecution");
  }

  execution(grantee: IGrantable, ...actions: string[]): Grant {
    return this.actions(grantee, ...actions);
  }

  actions(grantee: IGrantable, ...actions: string[]): Grant {
    const { runtime, stateMachineArn } = this.stateMachine;
    const { grantPrincipal: principal } = grantee;
    // Nested executions are the runtime's own: their start has no call that could be allowed, but
    // the parent's definition may need to know that it is meant.
    if (principal instanceof ExecutionRole) {
      const resourceArns = [stateMachineArn];
      return Grant.addToPrincipal({ grantee, actions, resourceArns });
    }
    this.refuseServices(grantee);
    return runtime.grantApi(grantee);
  }

  /** Services of AWS that start executions by themselves would ask Step Functions to. */
  private refuseServices({ grantPrincipal: principal }: IGrantable): void {
    if (!(principal instanceof Role) || principal.assumeRolePolicy === undefined) return;
    const trust = JSON.stringify(Stack.of(principal).resolve(principal.assumeRolePolicy));
    for (const [service, instead] of Object.entries(insteadOf)) {
      if (!trust.includes(`"${service}.amazonaws.com"`)) continue;
      throw new Error(
        `${this.stateMachine.node.path}: ${service}.amazonaws.com cannot start executions of a ` +
          `state machine that is not Step Functions' own: ${instead}`,
      );
    }
  }
}

const throughFunction =
  "let it invoke runtime.apiFunction, or a function that starts the execution";

const insteadOf: { readonly [service: string]: string } = {
  events: 'use SfnStateMachine of "stepwright/constructs" as the rule\'s target',
  scheduler: 'use StepFunctionsStartExecution of "stepwright/constructs" as the schedule\'s target',
  apigateway: throughFunction,
  iot: throughFunction,
  pipes: throughFunction,
  s3: throughFunction,
};
