import type { JournalSettings } from "../../../lib/adapters/aws/journal.ts";
import { Objects } from "../../../lib/adapters/aws/objects.ts";
import { Table } from "../../../lib/adapters/aws/table.ts";
import { Values } from "../../../lib/adapters/aws/values.ts";
import { SimulatedDynamoDb } from "./simulated-dynamodb.ts";
import { SimulatedS3 } from "./simulated-s3.ts";

export interface SimulatedStores extends JournalSettings {
  readonly dynamoDb: SimulatedDynamoDb;
  readonly s3: SimulatedS3;
}

/** A table and a bucket in memory, and what a process that uses them has. */
export function simulatedStores(now: () => number = () => 0): SimulatedStores {
  const dynamoDb = new SimulatedDynamoDb();
  const s3 = new SimulatedS3();
  return { dynamoDb, s3, ...storesOf(dynamoDb, s3, now), dueSlackMs: 0 };
}

let nonces = 1_000_000;

/** Another process on the same table and bucket. */
export function storesOf(
  dynamoDb: SimulatedDynamoDb,
  s3: SimulatedS3,
  now: () => number,
): JournalSettings {
  const retries = { sleep: () => Promise.resolve(), random: () => 0.5 };
  const table = new Table({ calls: dynamoDb.calls, tableName: dynamoDb.tableName, ...retries });
  const objects = new Objects({ calls: s3.calls, bucket: s3.bucket, ...retries });
  return { table, objects, values: new Values(table, objects), now, nonce: () => nonces++ };
}
