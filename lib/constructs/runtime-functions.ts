import { Arn, Duration, Stack, Token } from "aws-cdk-lib";
import type { IEventBus } from "aws-cdk-lib/aws-events";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  StartingPosition,
} from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { CfnSchedule } from "aws-cdk-lib/aws-scheduler";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { FunctionName } from "../hosts/environment/functions.ts";
import { statusEvents } from "../hosts/environment/status-events.ts";
import { tableSchema } from "../hosts/environment/table-schema.ts";
import { acknowledgeWildcard, arnInFindings } from "./acknowledge.ts";
import { RuntimeFunction, type RuntimeFunctionProps } from "./runtime-function.ts";
import type { RuntimeQueues } from "./runtime-queues.ts";
import type { RuntimeStorage } from "./runtime-storage.ts";

export interface RuntimeFunctionsProps extends RuntimeFunctionProps {
  readonly storage: RuntimeStorage;
  readonly queues: RuntimeQueues;
  readonly eventBus?: IEventBus | undefined;
  readonly reservedConcurrency?: number | undefined;
  readonly maxConcurrency?: number | undefined;
  /** The path of the roles and policies of state machines: `/stepwright/<runtime>/`. */
  readonly iamPath: string;
}

/** A runtime's functions, what invokes them, and what each may do. */
export class RuntimeFunctions extends Construct {
  /** The operations of the Step Functions API. */
  readonly api: RuntimeFunction;
  /** Advances executions. */
  readonly interpreter: RuntimeFunction;
  /** Performs Tasks that take longer than an interpreter runs. */
  readonly taskRunner: RuntimeFunction;
  /** Ends executions that nobody can carry on. */
  readonly deadLetters: RuntimeFunction;
  /** Looks each minute for what is due, and removes what has expired. */
  readonly sweeper: RuntimeFunction;
  /** Creates, updates and deletes state machines for CloudFormation. */
  readonly deployer: RuntimeFunction;

  constructor(scope: Construct, id: string, props: RuntimeFunctionsProps) {
    super(scope, id);
    const make = (id: string, name: FunctionName, reservedConcurrency?: number): RuntimeFunction =>
      new RuntimeFunction(this, id, name, props, reservedConcurrency);
    this.api = make("Api", "api");
    this.interpreter = make("Interpreter", "interpreter", props.reservedConcurrency);
    this.taskRunner = make("TaskRunner", "task-runner");
    this.deadLetters = make("DeadLetters", "dead-letters");
    this.sweeper = make("Sweeper", "sweeper");
    this.deployer = make("Deployer", "deployer");
    for (const { role } of this.all) grantRuntime(role, props);
    this.connectQueues(props);
    this.connectTable(props.storage);
    this.scheduleSweeper();
    grantCleaning(this.deployer.role, props.iamPath);
  }

  get all(): readonly RuntimeFunction[] {
    const { api, interpreter, taskRunner, deadLetters, sweeper, deployer } = this;
    return [api, interpreter, taskRunner, deadLetters, sweeper, deployer];
  }

  /** Those that perform Tasks, with the rights of state machines' roles. */
  get performers(): readonly RuntimeFunction[] {
    return [this.api, this.interpreter, this.taskRunner, this.deadLetters];
  }

  private connectQueues({ queues, maxConcurrency }: RuntimeFunctionsProps): void {
    const receive = (
      { function: receiver }: RuntimeFunction,
      queue: Queue,
      batchSize: number,
      maxConcurrency?: number,
    ): void => {
      const bound = maxConcurrency === undefined ? {} : { maxConcurrency };
      const options = { batchSize, reportBatchItemFailures: true, ...bound };
      receiver.addEventSource(new SqsEventSource(queue, options));
    };
    receive(this.interpreter, queues.wake, 10, maxConcurrency);
    receive(this.interpreter, queues.alone, 1, maxConcurrency);
    receive(this.taskRunner, queues.tasks, 1, maxConcurrency);
    receive(this.deadLetters, queues.deadLetters, 10);
  }

  /** The end of an execution's time to live sets off the deletion of all that it had. */
  private connectTable({ table }: RuntimeStorage): void {
    const expired = {
      eventName: FilterRule.isEqual("REMOVE"),
      dynamodb: { Keys: { [tableSchema.sortKey.name]: { S: [tableSchema.metaKey] } } },
    };
    const { function: sweeper, role } = this.sweeper;
    const streamArn = table.tableStreamArn ?? "";
    const mapping = new EventSourceMapping(this, "Expired", {
      target: sweeper,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [FilterCriteria.filter(expired)],
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(60),
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 100,
    });
    const read = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"];
    role.addToPolicy(new PolicyStatement({ actions: read, resources: [streamArn] }));
    acknowledgeWildcard(role, "*", "Streams can be listed only all together");
    role.addToPolicy(new PolicyStatement({ actions: ["dynamodb:ListStreams"], resources: ["*"] }));
    mapping.node.addDependency(role);
  }

  private scheduleSweeper(): void {
    const { functionArn } = this.sweeper.function;
    const scheduler = new ServicePrincipal("scheduler.amazonaws.com", {
      conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
    });
    const role = new Role(this, "SweeperSchedule", { assumedBy: scheduler });
    role.addToPolicy(
      new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [functionArn] }),
    );
    const schedule = new CfnSchedule(this, "EachMinute", {
      description: "Stepwright: the sweeper looks for what is due",
      scheduleExpression: "rate(1 minute)",
      flexibleTimeWindow: { mode: "OFF" },
      // A sweep that was missed is made up for by the next one.
      target: { arn: functionArn, roleArn: role.roleArn, retryPolicy: { maximumRetryAttempts: 0 } },
    });
    schedule.node.addDependency(role);
  }
}

/** What every function of the loop does with the runtime's own resources. */
function grantRuntime(role: Role, { storage, queues, eventBus }: RuntimeFunctionsProps): void {
  const { table, bucket } = storage;
  const indexes = Object.values(tableSchema.indexes).map(({ name }) => name);
  const allow = (actions: string[], ...resources: string[]): void => {
    role.addToPolicy(new PolicyStatement({ actions, resources }));
  };
  allow(tableActions, table.tableArn);
  allow(["dynamodb:Query"], ...indexes.map((name) => `${table.tableArn}/index/${name}`));
  allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], bucket.arnForObjects("*"));
  acknowledgeWildcard(role, `${arnInFindings(bucket)}/*`, "Values have their hashes for keys");
  allow(["s3:ListBucket"], bucket.bucketArn);
  const { wake, alone, tasks } = queues;
  allow(["sqs:SendMessage"], wake.queueArn, alone.queueArn, tasks.queueArn);
  if (eventBus === undefined) return;
  role.addToPolicy(
    new PolicyStatement({
      actions: ["events:PutEvents"],
      resources: [eventBus.eventBusArn],
      conditions: { StringEquals: { "events:source": statusEvents.source } },
    }),
  );
}

/** One item or one partition at a time: nothing scans. */
const tableActions: string[] = [
  "dynamodb:GetItem",
  "dynamodb:BatchGetItem",
  "dynamodb:Query",
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
  "dynamodb:DeleteItem",
  "dynamodb:BatchWriteItem",
];

/** The deployer takes permissions away that no execution needs any more; it can give none. */
function grantCleaning(role: Role, iamPath: string): void {
  const cleaned: { readonly [resource: string]: string[] } = {
    role: ["iam:ListAttachedRolePolicies", "iam:DetachRolePolicy"],
    policy: ["iam:DeletePolicy", "iam:ListPolicyVersions", "iam:DeletePolicyVersion"],
  };
  const stack = Stack.of(role);
  for (const [resource, actions] of Object.entries(cleaned)) {
    const resourceName = `${iamPath.slice(1)}*`;
    const arn = Arn.format({ service: "iam", region: "", resource, resourceName }, stack);
    role.addToPolicy(new PolicyStatement({ actions, resources: [arn] }));
    const found = `arn:<AWS::Partition>:iam::${accountInFindings(stack)}:${resource}${iamPath}*`;
    acknowledgeWildcard(role, found, "Roles and policies of this path are state machines'");
  }
}

function accountInFindings({ account }: Stack): string {
  return Token.isUnresolved(account) ? "<AWS::AccountId>" : account;
}
