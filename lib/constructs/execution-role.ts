import type { AddToPrincipalPolicyResult, IRole } from "aws-cdk-lib/aws-iam";
import { PolicyStatement, PrincipalBase, PrincipalPolicyFragment, Role } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { IStepwright } from "./runtime.ts";

export interface ExecutionRoleProps {
  readonly runtime: IStepwright;
  readonly stateMachineArn: string;
}

/**
 * The role with whose rights a state machine's Tasks call. The runtime's functions assume it, for
 * this state machine only. What is granted to it is kept for executions that are under way.
 */
export class ExecutionRole extends Role {
  /** Takes what is granted explicitly. */
  private take: ((statement: PolicyStatement) => void) | undefined;

  constructor(scope: Construct, id: string, { runtime, stateMachineArn }: ExecutionRoleProps) {
    super(scope, id, {
      description: "Stepwright: with its rights the Tasks of a state machine call",
      path: runtime.iamPath,
      assumedBy: new Performers(runtime),
      externalIds: [stateMachineArn],
    });
  }

  override addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    this.take?.(statement);
    return { statementAdded: this.take !== undefined, policyDependable: this };
  }

  /** From now on, whoever grants something to this role tells the given function. */
  onGrant(take: (statement: PolicyStatement) => void): void {
    this.take = take;
  }
}

/** Lets the runtime's functions assume a role that the app made. False: its trust is elsewhere. */
export function trustRuntime(
  role: IRole,
  { runtime, stateMachineArn }: ExecutionRoleProps,
): boolean {
  if (!(role instanceof Role) || role.assumeRolePolicy === undefined) return false;
  role.assumeRolePolicy.addStatements(
    new PolicyStatement({
      actions: ["sts:AssumeRole"],
      principals: [new Performers(runtime)],
      conditions: { StringEquals: { "sts:ExternalId": stateMachineArn } },
    }),
  );
  return true;
}

/** All of the runtime's functions that perform Tasks, in one statement. */
class Performers extends PrincipalBase {
  readonly policyFragment: PrincipalPolicyFragment;

  constructor({ performerArns }: IStepwright) {
    super();
    this.policyFragment = new PrincipalPolicyFragment({ AWS: [...performerArns] });
  }

  dedupeString(): string {
    return JSON.stringify(this.policyFragment.principalJson);
  }
}
