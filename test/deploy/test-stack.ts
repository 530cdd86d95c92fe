import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CfnOutput, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import {
  Activity,
  DefinitionBody,
  LogLevel,
  type RestoredTable,
  StateMachine,
  StateMachineType,
  Stepwright,
} from "../../lib/constructs/index.ts";
import { expressLogGroup } from "./logged-history.ts";
import { edition, machines, type Places } from "./machines.ts";
import { targets } from "./targets.ts";

export interface TestStackProps {
  /** The file in which the functions note their calls. */
  readonly callsFile: string;
  /** `first`, or that of another deploy. */
  readonly edition: string;
  /** In the place of the runtime's own one. */
  readonly restoredTable?: RestoredTable;
}

/** What is deployed: a runtime, the state machines, and what their Tasks call. */
export class TestStack extends Stack {
  constructor(scope: Construct, id: string, props: TestStackProps) {
    super(scope, id, { env: { account: "111122223333", region: "us-east-1" } });
    const runtime = new Stepwright(this, "Stepwright", {
      removalPolicy,
      maxConcurrency: 6,
      ...(props.restoredTable && { restoredTable: props.restoredTable }),
      logLevel: props.edition === "first" ? "WARN" : "INFO",
    });
    new Activity(this, "ReadMeter", { activityName: "ReadMeter" });
    this.addFunctions(props.callsFile);
    const shop = new Bucket(this, "Shop", { bucketName: "shop", removalPolicy });
    const places = this.addPlaces();
    const destination = new LogGroup(this, "ExpressLogs", {
      logGroupName: expressLogGroup,
      removalPolicy,
    });
    const logs = { destination, level: LogLevel.ALL, includeExecutionData: true };
    for (const { name, type, definition } of machines) {
      const text = name === "Edition" ? edition(props.edition) : definition(places);
      const machine = new StateMachine(this, `Machine${name}`, {
        stateMachineName: name,
        stateMachineType: StateMachineType[type],
        definitionBody: DefinitionBody.fromString(JSON.stringify(text)),
        ...(type === "EXPRESS" && { logs }),
      });
      if (name === "Import") shop.grantReadWrite(machine);
    }
    const outputs = {
      ApiUrl: runtime.apiUrl,
      Table: runtime.storage.table.tableName,
      Approvals: places.approvals,
      Stock: places.stock,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }

  private addFunctions(callsFile: string): void {
    const source = readFileSync(new URL("targets.ts", import.meta.url), "utf8");
    const folder = mkdtempSync(join(tmpdir(), "stepwright-targets-"));
    writeFileSync(join(folder, "index.mjs"), stripTypeScriptTypes(source));
    const code = Code.fromAsset(folder);
    for (const name of Object.keys(targets)) {
      new LambdaFunction(this, `Target${name}`, {
        functionName: name,
        runtime: Runtime.NODEJS_24_X,
        handler: "index.handler",
        timeout: Duration.seconds(20),
        code,
        environment: { TARGET: name, CALLS: callsFile },
      });
    }
    // The asset is a copy by now.
    rmSync(folder, { recursive: true });
  }

  private addPlaces(): Places {
    new Table(this, "Shipments", {
      tableName: "Shipments",
      partitionKey: { name: "orderId", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy,
    });
    const queue = (id: string, queueName: string): string =>
      new Queue(this, id, { queueName, removalPolicy }).queueUrl;
    return {
      approvals: queue("ApprovalsQueue", "approvals"),
      stock: queue("StockQueue", "stock"),
    };
  }
}

const removalPolicy = RemovalPolicy.DESTROY;
