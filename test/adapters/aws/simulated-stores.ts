import { type DueSlack, exactDue } from "../../../lib/adapters/aws/meta-state.ts";
import { type AwsStores, awsStores } from "../../../lib/adapters/aws/stores.ts";
import { SimulatedDynamoDb } from "./simulated-dynamodb.ts";
import { SimulatedS3 } from "./simulated-s3.ts";

export interface SimulatedStores extends AwsStores {
  readonly dynamoDb: SimulatedDynamoDb;
  readonly s3: SimulatedS3;
}

export interface SimulatedStoresSettings {
  now?(): number;
  /** Another process's table and bucket. */
  readonly dynamoDb?: SimulatedDynamoDb;
  readonly s3?: SimulatedS3;
  /** Default: META moves whenever the due instant does. */
  readonly dueSlack?: DueSlack;
  /** Requests in all. */
  readonly attemptsMax?: number;
}

/** A table and a bucket in memory, and what a process has that uses them. */
export function simulatedStores({
  now = () => 0,
  dynamoDb = new SimulatedDynamoDb(),
  s3 = new SimulatedS3(),
  dueSlack = exactDue,
  attemptsMax,
}: SimulatedStoresSettings = {}): SimulatedStores {
  const stores = awsStores({
    dynamoDb: dynamoDb.calls,
    tableName: dynamoDb.tableName,
    s3: s3.calls,
    bucket: s3.bucket,
    now,
    nonce: () => nonces++,
    retries: { sleep: () => Promise.resolve(), random: () => 0.5, attemptsMax },
    dueSlack,
  });
  return { ...stores, dynamoDb, s3 };
}

let nonces = 1_000_000;
