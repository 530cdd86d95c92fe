/**
 * What the constructs ask of the deployer function: the properties of its custom resources, by
 * resource type. CloudFormation makes texts of numbers and booleans on the way, so there are none.
 */
export interface DeployerProperties {
  readonly [stateMachineResource]: StateMachineProperties;
  readonly [activityResource]: ActivityProperties;
  readonly [permissionsResource]: PermissionsProperties;
  readonly [bucketContentsResource]: BucketContentsProperties;
}

export const stateMachineResource = "Custom::StepwrightStateMachine";
export const activityResource = "Custom::StepwrightActivity";
export const permissionsResource = "Custom::StepwrightPermissions";
export const bucketContentsResource = "Custom::StepwrightBucketContents";

/**
 * A state machine. Its physical id is its ARN; `Fn::GetAtt` reads `Arn`, `Name` and
 * `StateMachineRevisionId`. Another name or type is another state machine: it is replaced.
 */
export interface StateMachineProperties {
  readonly stateMachineName: string;
  readonly type: "STANDARD" | "EXPRESS";
  /** The definition's text, if it is small … */
  readonly definition?: string | undefined;
  /**
   * … else raw deflate of its UTF-8, in base64, with a `${placeholder}` for what is known at deploy
   * only: an event of CloudFormation holds two of them, the old one and the new one.
   */
  readonly definitionDeflated?: string | undefined;
  /** What the placeholders of the deflated definition stand for, to the letter. */
  readonly definitionSubstitutions?: { readonly [placeholder: string]: string } | undefined;
  /** The role with whose rights its Tasks call. */
  readonly roleArn: string;
  /** The managed policies that its definition needs: they change when the permissions do. */
  readonly permissions: readonly string[];
  readonly logging?: LoggingProperties | undefined;
  readonly tags?: { readonly [key: string]: string } | undefined;
}

export interface LoggingProperties {
  readonly level: "ALL" | "ERROR" | "FATAL" | "OFF";
  readonly includeExecutionData: "true" | "false";
  readonly logGroupArn?: string | undefined;
}

/** An activity. Its physical id is its ARN; `Fn::GetAtt` reads `Arn` and `Name`. */
export interface ActivityProperties {
  readonly activityName: string;
  readonly tags?: { readonly [key: string]: string } | undefined;
}

/**
 * Managed policies that a definition needs. CloudFormation keeps them when they leave the template;
 * this resource leaves it too, and its deletion detaches and deletes the policies if no execution
 * and no version needs them any more: if the state machine is gone, or nothing runs that was
 * started before its last update. Else they stay until a later deletion finds them so: every
 * deletion looks at all policies of `policyPath` on the role that the state machine does not name.
 */
export interface PermissionsProperties {
  readonly stateMachineArn: string;
  readonly roleName: string;
  readonly policyPath: string;
  readonly policyArns: readonly string[];
}

/** Empties a bucket, all versions included, when it is deleted. Creating it does nothing. */
export interface BucketContentsProperties {
  readonly bucketName: string;
}
