import { Duration, RemovalPolicy } from "aws-cdk-lib";
import type { ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  RecursiveLoop,
  Runtime,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { type FunctionName, functions } from "../hosts/environment/functions.ts";
import { acknowledgeWildcard } from "./acknowledge.ts";
import { functionFolder } from "./package-folder.ts";

/** What all functions of a runtime have in common. */
export interface RuntimeFunctionProps {
  readonly environment: { readonly [name: string]: string };
  readonly encryptionKey?: IKey | undefined;
  readonly logRetention: RetentionDays;
  readonly vpc?: IVpc | undefined;
  readonly vpcSubnets?: SubnetSelection | undefined;
  readonly securityGroups?: ISecurityGroup[] | undefined;
}

/** One function of a runtime, with a role and a log group of its own. */
export class RuntimeFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(
    scope: Construct,
    id: string,
    name: FunctionName,
    props: RuntimeFunctionProps,
    reservedConcurrency?: number,
  ) {
    super(scope, id);
    const { environment, encryptionKey, vpc, vpcSubnets, securityGroups } = props;
    const logGroup = new LogGroup(this, "Logs", {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [logGroup.logGroupArn],
      }),
    );
    if (vpc !== undefined) {
      this.role.addToPolicy(networkInterfaces());
      acknowledgeWildcard(this.role, "*", "Network interfaces have no ARN before they are made");
    }
    encryptionKey?.grant(this.role, ...keyActions);
    const { timeoutSeconds, memoryMegabytes } = functions[name];
    this.function = new LambdaFunction(this, "Function", {
      description: `Stepwright: ${name}`,
      code: Code.fromAsset(functionFolder(name)),
      handler: `${name}.handler`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(timeoutSeconds),
      memorySize: memoryMegabytes,
      // An execution goes through the queues as often as it has to: that is no runaway loop.
      recursiveLoop: RecursiveLoop.ALLOW,
      role: this.role,
      logGroup,
      environment: { ...environment },
      ...(encryptionKey !== undefined && { environmentEncryption: encryptionKey }),
      ...(vpc !== undefined && { vpc }),
      ...(vpcSubnets !== undefined && { vpcSubnets }),
      ...(securityGroups !== undefined && { securityGroups }),
      ...(reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: reservedConcurrency,
      }),
    });
  }
}

/** What callers of an encrypted table, bucket or queue need to be allowed. */
const keyActions = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

/**
 * What Lambda needs for a function in a VPC. These actions have no resources to name.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
function networkInterfaces(): PolicyStatement {
  return new PolicyStatement({
    actions: [
      "ec2:CreateNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
      "ec2:DeleteNetworkInterface",
      "ec2:AssignPrivateIpAddresses",
      "ec2:UnassignPrivateIpAddresses",
    ],
    resources: ["*"],
  });
}
