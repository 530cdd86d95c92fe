import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { RestoredTable } from "../../lib/constructs/index.ts";
import { stepwrightClient } from "../../lib/hosts/client/stepwright-client.ts";
import type { EmulatedAws } from "../../scripts/emulated-aws.ts";
import { Cdk, type Outputs } from "./cdk.ts";
import type { Places } from "./machines.ts";
import type { Clients } from "./scenario.ts";

const app = "scripts/test-deploy-app.ts";
const stack = "StepwrightDeployTest";

/** The app of this folder on an emulated AWS, and clients for what is there. */
export class Deployment {
  readonly aws: EmulatedAws;
  readonly cdk: Cdk;
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  private readonly sqs: SQSClient;
  private readonly logs: CloudWatchLogsClient;
  private readonly callsFile: string;
  private outputs: Outputs = {};
  private restored: RestoredTable | undefined;

  /** @param folder for files */
  constructor(aws: EmulatedAws, folder: string) {
    const { endpoint } = aws;
    this.aws = aws;
    this.cdk = new Cdk(aws.environment, folder);
    this.iam = new IAMClient({ endpoint });
    this.lambda = new LambdaClient({ endpoint });
    this.s3 = new S3Client({ endpoint, forcePathStyle: true });
    this.sqs = new SQSClient({ endpoint });
    this.dynamodb = new DynamoDBClient({ endpoint });
    this.logs = new CloudWatchLogsClient({ endpoint });
    this.callsFile = join(folder, "calls");
  }

  /** @param restored in the place of the runtime's own table, from now on */
  async deploy(edition: string, restored?: RestoredTable): Promise<void> {
    if (restored !== undefined) this.restored = restored;
    this.outputs = await this.cdk.deploy(app, { env: this.environmentOf(edition) });
  }

  async destroy(edition: string): Promise<void> {
    await this.cdk.destroy(app, { env: this.environmentOf(edition) });
  }

  get clients(): Clients {
    const { sqs, dynamodb, logs } = this;
    return { stepFunctions: this.clientOf(this.output("ApiUrl")), sqs, dynamodb, logs };
  }

  get places(): Places {
    return { approvals: this.output("Approvals"), stock: this.output("Stock") };
  }

  /** The runtime's. */
  get tableName(): string {
    return this.output("Table");
  }

  /** The emulator answers a function's URL at a path of its own. */
  clientOf(url: string): Clients["stepFunctions"] {
    const [, id] = /^https:\/\/([^.]+)\./.exec(url) ?? [];
    const functionUrl = `${this.aws.endpoint}/_aws/lambda-url/${id}`;
    return stepwrightClient({ functionUrl, region: "us-east-1" });
  }

  /** What the target functions were called with, by their names. */
  callsOf(name: string): { readonly [field: string]: unknown }[] {
    const lines = readFileSync(this.callsFile, "utf8").split("\n").filter(Boolean);
    const calls = lines.map((line) => JSON.parse(line));
    return calls.filter(([called]) => called === name).map(([, payload]) => payload);
  }

  private output(name: string): string {
    return this.outputs[stack]?.[name] ?? "";
  }

  private environmentOf(edition: string): NodeJS.ProcessEnv {
    const { tableName, tableStreamArn } = this.restored ?? {};
    const table = tableName && { TABLE: tableName, TABLE_STREAM: tableStreamArn };
    return { CALLS: this.callsFile, EDITION: edition, ...table };
  }
}
