import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, describe, expect, it } from "vitest";
import { dynamoDbSdk } from "../../../lib/adapters/aws/dynamodb-sdk.ts";
import { exactDue } from "../../../lib/adapters/aws/meta-state.ts";
import type { ObjectCalls } from "../../../lib/adapters/aws/object-calls.ts";
import { s3Sdk } from "../../../lib/adapters/aws/s3-sdk.ts";
import { type AwsStores, awsStores } from "../../../lib/adapters/aws/stores.ts";
import { activityQueueContract } from "../../contracts/activity-queue.ts";
import { definitionsContract } from "../../contracts/definitions.ts";
import { executionsContract } from "../../contracts/executions.ts";
import { journalContract } from "../../contracts/journal.ts";
import { chain, EconomyRig, order } from "./economy-rig.ts";
import { RealTables } from "./real-tables.ts";
import { SimulatedS3 } from "./simulated-s3.ts";
import { storesContract } from "./stores-contract.ts";

// The contracts of the simulated DynamoDB on real ones: `npm run test:aws` says where they are.
const { STEPWRIGHT_TEST_DYNAMODB: dynamoDb, STEPWRIGHT_TEST_AWS: aws } = process.env;

if (dynamoDb !== undefined) contracts("DynamoDB Local", dynamoDb, () => new SimulatedS3());
if (dynamoDb !== undefined) unitsContract(dynamoDb);
if (aws !== undefined) contracts("the emulated AWS", aws, () => bucketAt(aws));
describe.skipIf(dynamoDb === undefined && aws === undefined)("real services", () => {
  it("are there", () => expect(dynamoDb ?? aws).toMatch(/^http/));
});

interface Bucket {
  readonly calls: ObjectCalls;
  readonly bucket: string;
}

function contracts(name: string, endpoint: string, makeBucket: () => Bucket): void {
  const config = configOf(endpoint);
  const tables = new RealTables(config);
  const calls = dynamoDbSdk(config);
  const bucket = makeBucket();
  let nonces = 1;
  const create = (now: () => number = () => 0): AwsStores => {
    const table = tables.table(calls);
    return awsStores({
      dynamoDb: table.calls,
      tableName: table.tableName,
      s3: bucket.calls,
      bucket: bucket.bucket,
      now,
      nonce: () => nonces++,
      dueSlack: exactDue,
    });
  };
  afterAll(() => tables.deleteAll());
  journalContract(name, (now) => create(now).journal);
  definitionsContract(name, () => create().definitions);
  executionsContract(name, () => create());
  activityQueueContract(name, () => create().activityQueue);
  storesContract(name, (now) => create(now));
}

/** The emulated AWS counts none. */
function unitsContract(endpoint: string): void {
  const config = configOf(endpoint);
  const tables = new RealTables(config);
  afterAll(() => tables.deleteAll());
  it("counts write units as DynamoDB Local does", async () => {
    const { calls: real, tableName: TableName } = tables.table(dynamoDbSdk(config));
    const rig = new EconomyRig(chain(10), () => ({ type: "succeeded", output: order(1_024) }));
    const counted: number[] = [];
    rig.dynamoDb.hooks = {
      // Whatever the simulation is asked, the real one is asked too.
      before: async (action, input) => {
        const request = { ...input, TableName, ReturnConsumedCapacity: "TOTAL" };
        const { ConsumedCapacity } = (await real(action, request)) as Counted;
        counted.push(ConsumedCapacity?.CapacityUnits ?? 0);
      },
    };
    const { writeUnits } = await rig.run(order(1_024));
    expect(writeUnits).toBe(18);
    expect(counted.reduce((sum, units) => sum + units, 0)).toBe(writeUnits);
  });
}

interface Counted {
  readonly ConsumedCapacity?: { readonly CapacityUnits?: number };
}

function bucketAt(endpoint: string): Bucket {
  const bucket = "stepwright-values";
  const config = { ...configOf(endpoint), forcePathStyle: true };
  const created = new S3Client(config).send(new CreateBucketCommand({ Bucket: bucket }));
  const calls = s3Sdk(config);
  return {
    bucket,
    calls: async (action, input) => {
      await created;
      return calls(action, input);
    },
  };
}

function configOf(endpoint: string) {
  return {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
}
