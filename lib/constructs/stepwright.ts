import { CustomResource, Duration, RemovalPolicy, Resource } from "aws-cdk-lib";
import type { Alarm, IAlarmAction } from "aws-cdk-lib/aws-cloudwatch";
import type { ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import type { IEventBus } from "aws-cdk-lib/aws-events";
import { type Grant, type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { FunctionUrlAuthType, type IFunction } from "aws-cdk-lib/aws-lambda";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct, IConstruct } from "constructs";
import {
  type BucketContentsProperties,
  bucketContentsResource,
} from "../hosts/environment/deployer-properties.ts";
import { variables } from "../hosts/environment/variables.ts";
import { grantApi } from "./api-grant.ts";
import { ImportedStepwright, type StepwrightAttributes } from "./imported-stepwright.ts";
import { type IStepwright, registerRuntime, runtimeOf } from "./runtime.ts";
import { RuntimeAlarms } from "./runtime-alarms.ts";
import { RuntimeFunctions } from "./runtime-functions.ts";
import { RuntimeQueues } from "./runtime-queues.ts";
import { isKept, type RestoredTable, RuntimeStorage } from "./runtime-storage.ts";

export interface StepwrightProps {
  /** How long ended executions are kept. @default Duration.days(90) */
  readonly retention?: Duration;
  /**
   * Encrypts the table, the bucket, the queues and the functions' environment.
   * @default - keys that AWS owns
   */
  readonly encryptionKey?: IKey;
  /** Where the functions run. @default - in no VPC */
  readonly vpc?: IVpc;
  /** @default - the VPC's private subnets */
  readonly vpcSubnets?: SubnetSelection;
  /** @default - one group for each function, which lets everything out */
  readonly securityGroups?: ISecurityGroup[];
  /** Interpreters that this account keeps for this runtime. @default - as many as there are */
  readonly reservedConcurrency?: number;
  /**
   * Interpreters that work at once, and task runners: 2 to 1,000 of each.
   * @default - as many as the account's concurrency allows
   */
  readonly maxConcurrency?: number;
  /** The least important messages that the functions log. @default "WARN" */
  readonly logLevel?: RuntimeLogLevel;
  /** How long the functions' logs are kept. @default RetentionDays.ONE_MONTH */
  readonly logRetention?: RetentionDays;
  /**
   * `aws`: payloads of 256 KiB and 25,000 events, as Step Functions has them; `extended`: what the
   * table and the functions can hold.
   * @default "aws"
   */
  readonly limits?: RuntimeLimits;
  /**
   * The bus that hears how executions change their status. Each event costs as much as EventBridge
   * takes for it.
   * @default - none does
   */
  readonly eventBus?: IEventBus;
  /** What the alarms do. @default - nothing, but they can be seen */
  readonly alarmActions?: IAlarmAction[];
  /**
   * What becomes of the table and the bucket when the stack is destroyed. RETAIN comes with
   * point-in-time recovery; DESTROY empties the bucket first.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * The table that the runtime works on from now on. Its own one leaves the stack; it stays in the
   * account unless `removalPolicy` is DESTROY.
   * @default - a table of its own
   */
  readonly restoredTable?: RestoredTable;
}

export type RuntimeLogLevel = "DEBUG" | "INFO" | "WARN" | "ERROR";
export type RuntimeLimits = "aws" | "extended";

/** The runtime of state machines: functions, queues, a table and a bucket, in your own account. */
export class Stepwright extends Resource implements IStepwright {
  /** A runtime that another app deploys. */
  static fromStepwrightAttributes(
    scope: Construct,
    id: string,
    attributes: StepwrightAttributes,
  ): IStepwright {
    return new ImportedStepwright(scope, id, attributes);
  }

  /** The only runtime of the app. @throws if it has none, or several */
  static of(scope: Construct): IStepwright {
    return runtimeOf(scope);
  }

  readonly apiFunction: IFunction;
  readonly apiUrl: string;
  readonly deployerArn: string;
  readonly deployer: IConstruct;
  readonly performerArns: readonly string[];
  readonly iamPath: string;
  /** What to look at when something is wrong. */
  readonly alarms: readonly Alarm[];
  readonly storage: RuntimeStorage;
  readonly queues: RuntimeQueues;
  readonly functions: RuntimeFunctions;

  constructor(scope: Construct, id: string, props: StepwrightProps = {}) {
    super(scope, id);
    checkProps(props);
    const { removalPolicy = RemovalPolicy.RETAIN, encryptionKey, restoredTable } = props;
    this.iamPath = `/stepwright/${this.node.addr.slice(-12)}/`;
    this.storage = new RuntimeStorage(this, "Storage", {
      removalPolicy,
      encryptionKey,
      restoredTable,
    });
    this.queues = new RuntimeQueues(this, "Queues", { encryptionKey });
    this.functions = this.createFunctions(props);
    const { api, deployer, performers } = this.functions;
    this.apiFunction = api.function;
    const url = api.function.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
    this.apiUrl = url.url;
    this.deployer = deployer;
    this.deployerArn = deployer.function.functionArn;
    this.performerArns = performers.map(({ role }) => role.roleArn);
    if (!isKept(removalPolicy)) this.emptyBucketAtTheEnd();
    this.alarms = new RuntimeAlarms(this, "Alarms", {
      storage: this.storage,
      queues: this.queues,
      functions: this.functions,
      actions: props.alarmActions ?? [],
    }).alarms;
    registerRuntime(this);
  }

  grantApi(grantee: IGrantable): Grant {
    return grantApi(this.apiFunction.functionArn, grantee);
  }

  private createFunctions(props: StepwrightProps): RuntimeFunctions {
    const { storage, queues, iamPath } = this;
    const { eventBus, encryptionKey, vpc, vpcSubnets, securityGroups } = props;
    return new RuntimeFunctions(this, "Functions", {
      storage,
      queues,
      iamPath,
      eventBus,
      encryptionKey,
      vpc,
      vpcSubnets,
      securityGroups,
      reservedConcurrency: props.reservedConcurrency,
      maxConcurrency: props.maxConcurrency,
      logRetention: props.logRetention ?? RetentionDays.ONE_MONTH,
      environment: {
        [variables.table]: storage.table.tableName,
        [variables.bucket]: storage.bucket.bucketName,
        [variables.wakeQueueUrl]: queues.wake.queueUrl,
        [variables.aloneQueueUrl]: queues.alone.queueUrl,
        [variables.taskQueueUrl]: queues.tasks.queueUrl,
        [variables.retentionDays]: String((props.retention ?? Duration.days(90)).toDays()),
        [variables.limits]: props.limits ?? "aws",
        [variables.logLevel]: props.logLevel ?? "WARN",
        ...(eventBus !== undefined && { [variables.eventBus]: eventBus.eventBusName }),
      },
    });
  }

  /** The functions that write to the bucket go first, then its contents, then the bucket. */
  private emptyBucketAtTheEnd(): void {
    const { deployer, all } = this.functions;
    const { bucket } = this.storage;
    deployer.role.addToPolicy(
      new PolicyStatement({
        actions: ["s3:ListBucketVersions"],
        resources: [bucket.bucketArn],
      }),
    );
    deployer.role.addToPolicy(
      new PolicyStatement({
        actions: ["s3:DeleteObjectVersion"],
        resources: [bucket.arnForObjects("*")],
      }),
    );
    const properties: BucketContentsProperties = { bucketName: bucket.bucketName };
    const contents = new CustomResource(this, "BucketContents", {
      serviceToken: this.deployerArn,
      resourceType: bucketContentsResource,
      properties: { ...properties },
    });
    contents.node.addDependency(deployer, bucket);
    for (const each of all) {
      if (each !== deployer) each.function.node.addDependency(contents);
    }
  }
}

function checkProps({ retention, maxConcurrency, vpc, ...props }: StepwrightProps): void {
  if (retention !== undefined && retention.toDays({ integral: false }) < 1) {
    throw new Error(`retention is ${retention.toHumanString()}: give it one day or more`);
  }
  if (maxConcurrency !== undefined && (maxConcurrency < 2 || maxConcurrency > 1_000)) {
    throw new Error(`maxConcurrency is ${maxConcurrency}: SQS takes 2 to 1,000`);
  }
  for (const name of ["vpcSubnets", "securityGroups"] as const) {
    if (vpc === undefined && props[name] !== undefined) throw new Error(`${name} needs a vpc`);
  }
}
