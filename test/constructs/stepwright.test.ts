import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Vpc } from "aws-cdk-lib/aws-ec2";
import { EventBus } from "aws-cdk-lib/aws-events";
import { Key } from "aws-cdk-lib/aws-kms";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { Topic } from "aws-cdk-lib/aws-sns";
import { describe, expect, it, vi } from "vitest";
import { Stepwright, type StepwrightProps } from "../../lib/constructs/index.ts";
import { functions } from "../../lib/hosts/environment/functions.ts";
import { tableSchema } from "../../lib/hosts/environment/table-schema.ts";
import { variables } from "../../lib/hosts/environment/variables.ts";
import { quickApp } from "./quick-app.ts";

vi.mock("../../lib/constructs/package-folder.ts", async () => {
  const { stubFolder } = await import("./stub-folder.ts");
  return { functionFolder: stubFolder };
});

const app = quickApp();
const plainStack = new Stack(app, "Plain");
const plain = new Stepwright(plainStack, "Stepwright");
const fullStack = new Stack(app, "Full");
const full = new Stepwright(fullStack, "Stepwright", {
  retention: Duration.days(7),
  encryptionKey: new Key(fullStack, "Key"),
  vpc: Vpc.fromVpcAttributes(fullStack, "Vpc", {
    vpcId: "vpc-1",
    availabilityZones: ["us-east-1a"],
    privateSubnetIds: ["subnet-1"],
  }),
  reservedConcurrency: 50,
  maxConcurrency: 40,
  logLevel: "DEBUG",
  logRetention: RetentionDays.ONE_DAY,
  limits: "extended",
  eventBus: EventBus.fromEventBusName(fullStack, "Bus", "shop"),
  alarmActions: [new SnsAction(new Topic(fullStack, "Alarm"))],
  removalPolicy: RemovalPolicy.DESTROY,
});
const template = Template.fromStack(plainStack);
const fullTemplate = Template.fromStack(fullStack);

describe("a runtime over a restored table", () => {
  const stack = new Stack(quickApp(), "Restored");
  const tableName = "restored";
  const tableArn = `arn:aws:dynamodb:us-east-1:111122223333:table/${tableName}`;
  new Stepwright(stack, "Stepwright", {
    restoredTable: { tableName, tableStreamArn: `${tableArn}/stream/2026-01-01T00:00:00.000` },
  });
  const restored = Template.fromStack(stack);

  it("has none of its own, and names that one to its functions", () => {
    restored.resourceCountIs("AWS::DynamoDB::Table", 0);
    restored.hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: Match.objectLike({ [variables.table]: tableName }) },
    });
  });

  it("is allowed to use its indexes, too", () => {
    const policies = JSON.stringify(restored.findResources("AWS::IAM::Policy"));
    for (const { name } of Object.values(tableSchema.indexes)) {
      expect(policies).toContain(`/index/${name}`);
    }
  });
});

describe("a runtime with nothing said", () => {
  it("keeps its data when the stack goes, and can restore any second of five weeks", () => {
    const kept = { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" };
    template.hasResource("AWS::DynamoDB::Table", {
      ...kept,
      Properties: { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    });
    template.hasResource("AWS::S3::Bucket", kept);
    template.resourceCountIs("Custom::StepwrightBucketContents", 0);
  });

  it("has the table that the adapters expect", () => {
    template.hasResourceProperties("AWS::DynamoDB::Table", {
      KeySchema: [
        { AttributeName: tableSchema.partitionKey.name, KeyType: "HASH" },
        { AttributeName: tableSchema.sortKey.name, KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: Object.values(tableSchema.indexes).map((index) => ({
        IndexName: index.name,
        KeySchema: [
          { AttributeName: index.partitionKey.name, KeyType: "HASH" },
          { AttributeName: index.sortKey.name, KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: index.projected },
      })),
      TimeToLiveSpecification: { AttributeName: tableSchema.timeToLive, Enabled: true },
      StreamSpecification: { StreamViewType: tableSchema.stream },
      BillingMode: "PAY_PER_REQUEST",
    });
  });

  it("has each function with its time, memory and permission to go round", () => {
    for (const [name, { timeoutSeconds, memoryMegabytes }] of Object.entries(functions)) {
      template.hasResourceProperties("AWS::Lambda::Function", {
        Description: `Stepwright: ${name}`,
        Timeout: timeoutSeconds,
        MemorySize: memoryMegabytes,
        RecursiveLoop: "Allow",
        Handler: `${name}.handler`,
      });
    }
    template.resourceCountIs("AWS::Lambda::Function", Object.keys(functions).length);
  });

  it("hides no message for less than its function may run", () => {
    const visible = Object.values(template.findResources("AWS::SQS::Queue")).map(
      ({ Properties }) => Properties.VisibilityTimeout,
    );
    expect(visible.sort((a, b) => a - b)).toEqual([75, 75, 75, 915]);
  });

  it("gives what cannot be carried on to the dead letters, and what was received twice alone", () => {
    const queues = Object.values(template.findResources("AWS::SQS::Queue"));
    expect(queues.filter(({ Properties }) => Properties.RedrivePolicy)).toHaveLength(2);
    const mappings = Object.values(template.findResources("AWS::Lambda::EventSourceMapping"));
    const batches = mappings.map(({ Properties }) => Properties.BatchSize);
    expect(batches.sort((a, b) => a - b)).toEqual([1, 1, 10, 10, 100]);
    for (const { Properties } of mappings) {
      expect(Properties.FunctionResponseTypes).toEqual(["ReportBatchItemFailures"]);
      expect(Properties.ScalingConfig).toBeUndefined();
    }
  });

  it("looks each minute for what is due", () => {
    template.hasResourceProperties("AWS::Scheduler::Schedule", {
      ScheduleExpression: "rate(1 minute)",
    });
  });

  it("has an API that only signed requests reach", () => {
    template.hasResourceProperties("AWS::Lambda::Url", { AuthType: "AWS_IAM" });
    expect(plain.alarms.length).toBeGreaterThan(5);
  });

  it("tells every function what was deployed", () => {
    template.allResourcesProperties("AWS::Lambda::Function", {
      Environment: {
        Variables: Match.objectLike({
          STEPWRIGHT_RETENTION_DAYS: "90",
          STEPWRIGHT_LIMITS: "aws",
          STEPWRIGHT_LOG_LEVEL: "WARN",
          STEPWRIGHT_EVENT_BUS: Match.absent(),
          STEPWRIGHT_TABLE: Match.anyValue(),
          STEPWRIGHT_BUCKET: Match.anyValue(),
          STEPWRIGHT_WAKE_QUEUE_URL: Match.anyValue(),
          STEPWRIGHT_ALONE_QUEUE_URL: Match.anyValue(),
          STEPWRIGHT_TASK_QUEUE_URL: Match.anyValue(),
        }),
      },
    });
  });

  it("lets the deployer take permissions away, and give none", () => {
    const policies = Object.values(template.findResources("AWS::IAM::Policy"));
    const actions = policies
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .flatMap(({ Action }) => Action)
      .filter((action) => /^(iam|sts):/.test(action));
    expect(actions.sort()).toEqual([
      "iam:DeletePolicy",
      "iam:DeletePolicyVersion",
      "iam:DetachRolePolicy",
      "iam:ListAttachedRolePolicies",
      "iam:ListPolicyVersions",
    ]);
  });
});

describe("each option of a runtime has its effect", () => {
  it("retention, limits, logLevel, eventBus", () => {
    fullTemplate.allResourcesProperties("AWS::Lambda::Function", {
      Environment: {
        Variables: Match.objectLike({
          STEPWRIGHT_RETENTION_DAYS: "7",
          STEPWRIGHT_LIMITS: "extended",
          STEPWRIGHT_LOG_LEVEL: "DEBUG",
          STEPWRIGHT_EVENT_BUS: Match.anyValue(),
        }),
      },
    });
    const put = Match.objectLike({
      Action: "events:PutEvents",
      Condition: { StringEquals: { "events:source": "stepwright.states" } },
    });
    fullTemplate.hasResourceProperties("AWS::IAM::Policy", {
      PolicyDocument: { Statement: Match.arrayWith([put]) },
    });
  });

  it("encryptionKey: table, bucket, queues and environment", () => {
    const keyArn = { "Fn::GetAtt": [Match.stringLikeRegexp("^Key"), "Arn"] };
    fullTemplate.hasResourceProperties("AWS::DynamoDB::Table", {
      SSESpecification: { KMSMasterKeyId: keyArn, SSEEnabled: true, SSEType: "KMS" },
    });
    fullTemplate.hasResourceProperties("AWS::S3::Bucket", {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { KMSMasterKeyID: keyArn, SSEAlgorithm: "aws:kms" } },
        ],
      },
    });
    fullTemplate.allResourcesProperties("AWS::SQS::Queue", { KmsMasterKeyId: keyArn });
    fullTemplate.allResourcesProperties("AWS::Lambda::Function", { KmsKeyArn: keyArn });
  });

  it("vpc", () => {
    fullTemplate.allResourcesProperties("AWS::Lambda::Function", {
      VpcConfig: Match.objectLike({ SubnetIds: Match.anyValue() }),
    });
  });

  it("reservedConcurrency and maxConcurrency", () => {
    fullTemplate.hasResourceProperties("AWS::Lambda::Function", {
      Description: "Stepwright: interpreter",
      ReservedConcurrentExecutions: 50,
    });
    fullTemplate.resourcePropertiesCountIs(
      "AWS::Lambda::EventSourceMapping",
      { ScalingConfig: { MaximumConcurrency: 40 } },
      3,
    );
  });

  it("logRetention and alarmActions", () => {
    fullTemplate.allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: 1 });
    fullTemplate.allResourcesProperties("AWS::CloudWatch::Alarm", {
      AlarmActions: [{ Ref: Match.stringLikeRegexp("^Alarm") }],
    });
  });

  it("removalPolicy DESTROY: the writers go first, then the contents, then the bucket", () => {
    fullTemplate.hasResource("AWS::DynamoDB::Table", { DeletionPolicy: "Delete" });
    fullTemplate.hasResource("AWS::S3::Bucket", { DeletionPolicy: "Delete" });
    const [contents] = Object.keys(fullTemplate.findResources("Custom::StepwrightBucketContents"));
    const { deployer, all } = full.functions;
    const writers = all.filter((each) => each !== deployer).length;
    const after = Object.values(fullTemplate.findResources("AWS::Lambda::Function")).filter(
      ({ DependsOn = [] }) => DependsOn.includes(contents),
    );
    expect(after).toHaveLength(writers);
    fullTemplate.hasResource("Custom::StepwrightBucketContents", {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp("DeployerRoleDefaultPolicy")]),
    });
  });
});

describe("what a runtime cannot do is refused by name", () => {
  const refused: readonly (readonly [StepwrightProps, RegExp])[] = [
    [{ retention: Duration.hours(3) }, /^retention is 3 hours: give it one day or more$/],
    [{ maxConcurrency: 1 }, /^maxConcurrency is 1: SQS takes 2 to 1,000$/],
    [{ securityGroups: [] }, /^securityGroups needs a vpc$/],
    [{ vpcSubnets: {} }, /^vpcSubnets needs a vpc$/],
  ];
  for (const [props, message] of refused) {
    it(Object.keys(props).join(), () => {
      expect(() => new Stepwright(new Stack(), "Stepwright", props)).toThrow(message);
    });
  }
});
