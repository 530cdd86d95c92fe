import { createHash } from "node:crypto";
import { CfnResource, Lazy, RemovalPolicy, Stack } from "aws-cdk-lib";
import {
  CfnManagedPolicy,
  type IRole,
  PolicyDocument,
  type PolicyStatement,
} from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import {
  type PermissionsProperties,
  permissionsResource,
} from "../hosts/environment/deployer-properties.ts";
import type { IStepwright } from "./runtime.ts";

export interface PolicyProps {
  readonly runtime: IStepwright;
  readonly role: IRole;
  readonly stateMachineArn: string;
  /** At least one. Read at synth: others may be added until then. */
  readonly statements: readonly PolicyStatement[];
}

/**
 * A managed policy whose logical id has the hash of what it allows. When that changes,
 * CloudFormation makes another policy and keeps the old one on the role; once the update has
 * succeeded it deletes that one's `Custom::StepwrightPermissions`, and the deployer takes the old
 * policy away if no execution needs it any more.
 */
export class Policy extends Construct {
  private readonly statements: readonly PolicyStatement[];
  private readonly policy: CfnManagedPolicy;

  constructor(scope: Construct, id: string, props: PolicyProps) {
    super(scope, id);
    const { runtime, role, stateMachineArn, statements } = props;
    this.statements = statements;
    this.policy = new CfnManagedPolicy(this, "Policy", {
      description: "Stepwright: what the Tasks of a state machine may do",
      path: runtime.iamPath,
      policyDocument: Lazy.any({ produce: () => this.document() }),
      roles: [role.roleName],
    });
    this.policy.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    const properties: PermissionsProperties = {
      stateMachineArn,
      roleName: role.roleName,
      policyPath: runtime.iamPath,
      policyArns: [this.policy.ref],
    };
    const cleaning = new CfnResource(this, "Cleaning", {
      type: permissionsResource,
      properties: { ServiceToken: runtime.deployerArn, ...properties },
    });
    for (const resource of [this.policy, cleaning]) this.identifyByContent(resource);
    if (runtime.deployer !== undefined) cleaning.node.addDependency(runtime.deployer);
  }

  get arn(): string {
    return this.policy.ref;
  }

  private document(): PolicyDocument {
    return new PolicyDocument({ statements: [...this.statements], minimize: true });
  }

  private identifyByContent(resource: CfnResource): void {
    const stack = Stack.of(this);
    const id = stack.getLogicalId(resource);
    const hash = (): string => {
      const text = JSON.stringify(stack.resolve(this.document()));
      return createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
    };
    resource.overrideLogicalId(Lazy.uncachedString({ produce: () => `${id}${hash()}` }));
  }
}
