import type { MapRunSnapshot } from "../../core/map-run/map-run-snapshot.ts";
import type { Snapshot } from "../../core/snapshot.ts";
import type { ExecutionMeta, MapRunMeta } from "../../engine/journal-port.ts";
import { AwsActivityQueue } from "./activity-queue.ts";
import { AwsDefinitions } from "./definitions.ts";
import type { DynamoDbCalls } from "./dynamodb-calls.ts";
import { AwsExecutions } from "./executions.ts";
import { type AwsJournal, awsJournal, awsMapRunJournal } from "./journal.ts";
import type { DueSlack } from "./meta-state.ts";
import type { ObjectCalls } from "./object-calls.ts";
import { Objects } from "./objects.ts";
import type { RetrySettings } from "./retries.ts";
import { Table } from "./table.ts";
import { Values } from "./values.ts";

export interface AwsStoresSettings {
  readonly dynamoDb: DynamoDbCalls;
  readonly tableName: string;
  readonly s3: ObjectCalls;
  readonly bucket: string;
  now(): number;
  /** A whole number that nobody else has drawn: it tells one write from another. */
  nonce(): number;
  readonly retries?: RetrySettings | undefined;
  /** See JournalSettings. */
  readonly dueSlack?: DueSlack | undefined;
}

/** All that a runtime keeps, in one table and one bucket. */
export interface AwsStores {
  readonly journal: AwsJournal<ExecutionMeta, Snapshot>;
  readonly mapRunJournal: AwsJournal<MapRunMeta, MapRunSnapshot>;
  readonly definitions: AwsDefinitions;
  readonly executions: AwsExecutions;
  readonly activityQueue: AwsActivityQueue;
  /** Before an execution is looked at whose first wake-up brought META: nothing need be read. */
  assume(executionArn: string, meta: ExecutionMeta): void;
  /** TTL has deleted META of an execution or Map Run: deletes what belonged to it. */
  forget(arn: string): Promise<void>;
}

export function awsStores(settings: AwsStoresSettings): AwsStores {
  const { dynamoDb, tableName, s3, bucket, now, nonce, retries, dueSlack } = settings;
  const table = new Table({ calls: dynamoDb, tableName, ...retries });
  const objects = new Objects({ calls: s3, bucket, ...retries });
  const values = new Values(table, objects);
  const shared = { table, objects, values, now, nonce, dueSlack };
  const journal = awsJournal(shared);
  const mapRunJournal = awsMapRunJournal(shared);
  return {
    journal,
    mapRunJournal,
    definitions: new AwsDefinitions(shared),
    executions: new AwsExecutions(table, now),
    activityQueue: new AwsActivityQueue(shared),
    assume: (executionArn, meta) => journal.assume(executionArn, meta),
    forget: (arn) => (arn.includes(":mapRun:") ? mapRunJournal : journal).forget(arn),
  };
}
