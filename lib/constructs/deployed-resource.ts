import { CfnResource, Duration, RemovalPolicy } from "aws-cdk-lib";
import type { StateMachineType } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import type { IStepwright } from "./runtime.ts";

export interface DeployedResourceProps {
  readonly runtime: IStepwright;
  /** Of CloudFormation. */
  readonly type: string;
  readonly properties: object;
  /** @default RemovalPolicy.DESTROY */
  readonly removalPolicy?: RemovalPolicy | undefined;
  /** STANDARD or EXPRESS, of a state machine. */
  readonly stateMachineType?: StateMachineType;
}

/**
 * What the runtime's deployer creates for CloudFormation: the default child of its construct, as
 * theirs is a `CfnStateMachine`. Its id, and so its logical id, has to be another one than theirs:
 * CloudFormation lets no resource change its type.
 */
export class DeployedResource extends CfnResource {
  /** By this name CDK's constructs ask the default child of a state machine for it. */
  readonly stateMachineType: StateMachineType | undefined;

  constructor(scope: Construct, id: string, props: DeployedResourceProps) {
    const { deployer, deployerArn } = props.runtime;
    super(scope, id, {
      type: props.type,
      properties: {
        ServiceToken: deployerArn,
        ServiceTimeout: String(deployerTimeout.toSeconds()),
        ...props.properties,
      },
    });
    this.stateMachineType = props.stateMachineType;
    this.applyRemovalPolicy(props.removalPolicy, { default: RemovalPolicy.DESTROY });
    if (deployer !== undefined) this.node.addDependency(deployer);
    scope.node.defaultChild = this;
  }

  /** @throws for properties: by their names in `AWS::StepFunctions::…` they have no effect */
  override addOverride(path: string, value: unknown): void {
    if (path.startsWith("Properties.")) {
      throw new Error(
        `${this.node.path}: the override of ${path} has no effect on a ${this.cfnResourceType}: ` +
          "give the construct the prop",
      );
    }
    super.addOverride(path, value);
  }
}

/** What the deployer has. */
const deployerTimeout = Duration.minutes(15);
