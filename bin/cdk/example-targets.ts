import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, Table } from "aws-cdk-lib/aws-dynamodb";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { BlockPublicAccess, Bucket } from "aws-cdk-lib/aws-s3";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { acknowledge } from "../../lib/constructs/acknowledge.ts";
import { Activity, type StateMachine } from "../../lib/constructs/index.ts";

/**
 * What the Tasks of the examples call, in the place of what their definitions name: functions that
 * answer what they are asked, queues, a table, an activity.
 */
export class ExampleTargets extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const reason = "It stands for what users have already, and goes when the examples go";
    for (const rule of ["S1", "SQS3", "DDB3", basicExecution]) acknowledge(this, rule, reason);
    this.bucket = new Bucket(this, "Bucket", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** The definition with the ARNs, names and URLs of what is deployed. */
  fillIn(text: string, machines: ReadonlyMap<string, StateMachine>): string {
    const kebab = (name: string): string => name.replace(/\B[A-Z]/g, "-$&").toLowerCase();
    const put = (pattern: RegExp, target: (name: string) => string): void => {
      filled = filled.replace(pattern, (_whole, name: string) => JSON.stringify(target(name)));
    };
    let filled = text;
    put(/"arn:aws:lambda:us-east-1:111122223333:function:(\w+)"/g, (name) =>
      this.functionArn(name),
    );
    put(/(?<="FunctionName": )"(\w+)"/g, (name) => this.functionArn(name));
    put(/"https:\/\/sqs.us-east-1.amazonaws.com\/111122223333\/(\w+)"/g, (name) =>
      this.queueUrl(name),
    );
    put(/(?<="TableName": )"(\w+)"/g, (name) => this.tableName(name));
    put(/"arn:aws:states:us-east-1:111122223333:activity:(\w+)"/g, (name) =>
      this.activityArn(name),
    );
    put(/"arn:aws:states:us-east-1:111122223333:stateMachine:(\w+)"/g, (name) => {
      return machines.get(kebab(name))?.stateMachineArn ?? name;
    });
    return filled;
  }

  private functionArn(name: string): string {
    const id = `Function${name}`;
    const known = this.node.tryFindChild(id);
    if (known instanceof LambdaFunction) return known.functionArn;
    return new LambdaFunction(this, id, {
      code: Code.fromInline("exports.handler = async (event) => event;"),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
    }).functionArn;
  }

  private queueUrl(name: string): string {
    const id = `Queue${name}`;
    const known = this.node.tryFindChild(id);
    return (known instanceof Queue ? known : new Queue(this, id, { enforceSSL: true })).queueUrl;
  }

  private tableName(name: string): string {
    return new Table(this, `Table${name}`, {
      partitionKey: { name: "id", type: AttributeType.STRING },
      removalPolicy: RemovalPolicy.DESTROY,
    }).tableName;
  }

  private activityArn(name: string): string {
    return new Activity(this, `Activity${name}`, { activityName: name }).activityArn;
  }
}

/** The policy with which CDK lets functions write logs. */
const basicExecution =
  "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]";
