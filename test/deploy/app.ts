import { fileURLToPath } from "node:url";
import { App, CfnOutput, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { DefinitionBody, StateMachineType } from "aws-cdk-lib/aws-stepfunctions";
import { Activity } from "../../lib/constructs/activity.ts";
import { StateMachine } from "../../lib/constructs/state-machine.ts";
import { Stepwright } from "../../lib/constructs/stepwright.ts";
import { edition, machines } from "./machines.ts";
import { targets } from "./targets/index.mjs";

/**
 * What scripts/test-deploy.ts deploys: a runtime, the state machines, and what their Tasks call.
 * Environment: CALLS, the file in which the functions note their calls; EDITION, the second deploy.
 */
const { CALLS = "", EDITION = "first" } = process.env;
const removalPolicy = RemovalPolicy.DESTROY;
const app = new App();
const stack = new Stack(app, "StepwrightDeployTest", {
  env: { account: "111122223333", region: "us-east-1" },
});

const code = Code.fromAsset(fileURLToPath(new URL("targets", import.meta.url)));
for (const name of Object.keys(targets)) {
  new LambdaFunction(stack, `Target${name}`, {
    functionName: name,
    runtime: Runtime.NODEJS_24_X,
    handler: "index.handler",
    timeout: Duration.seconds(20),
    code,
    environment: { TARGET: name, CALLS },
  });
}
const approvals = new Queue(stack, "ApprovalsQueue", { queueName: "approvals", removalPolicy });
const stock = new Queue(stack, "StockQueue", { queueName: "stock", removalPolicy });
new Table(stack, "Shipments", {
  tableName: "Shipments",
  partitionKey: { name: "orderId", type: AttributeType.STRING },
  billingMode: BillingMode.PAY_PER_REQUEST,
  removalPolicy,
});
const shop = new Bucket(stack, "Shop", { bucketName: "shop", removalPolicy });

const runtime = new Stepwright(stack, "Stepwright", {
  removalPolicy,
  maxConcurrency: 6,
  logLevel: EDITION === "first" ? "WARN" : "INFO",
});
new Activity(stack, "ReadMeter", { activityName: "ReadMeter" });
const places = { approvals: approvals.queueUrl, stock: stock.queueUrl };
for (const { name, type, definition } of machines) {
  const text = name === "Edition" ? edition(EDITION) : definition(places);
  const machine = new StateMachine(stack, `Machine${name}`, {
    stateMachineName: name,
    stateMachineType: StateMachineType[type],
    definitionBody: DefinitionBody.fromString(JSON.stringify(text)),
  });
  if (name === "Import") shop.grantReadWrite(machine);
}

const outputs = { ApiUrl: runtime.apiUrl, Approvals: places.approvals, Stock: places.stock };
for (const [id, value] of Object.entries(outputs)) new CfnOutput(stack, id, { value });
app.synth();
