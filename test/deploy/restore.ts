import {
  DeleteTableCommand,
  type DynamoDBClient,
  QueryCommand,
  RestoreTableToPointInTimeCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DeleteFunctionConcurrencyCommand,
  ListFunctionsCommand,
  PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import type { RestoredTable } from "../../lib/constructs/index.ts";
import { tableSchema } from "../../lib/hosts/environment/table-schema.ts";
import type { Deployment } from "./deployment.ts";

const restoredName = "stepwright-restored";

/** What docs/runbook.md has one do, step by step: the runtime goes on with a restored table. */
export async function restore(deployment: Deployment, edition: string): Promise<void> {
  const { lambda, dynamodb, tableName } = deployment;
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const names = Functions.map(({ FunctionName = "" }) => FunctionName);
  const workers = names.filter((name) => /Api|Interpreter|TaskRunner|Sweeper/.test(name));
  for (const FunctionName of workers) {
    const none = { FunctionName, ReservedConcurrentExecutions: 0 };
    await lambda.send(new PutFunctionConcurrencyCommand(none));
  }
  const restored = await restoreTable(dynamodb, tableName);
  await deployment.deploy(edition, restored);
  for (const FunctionName of workers) {
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  }
}

/** How many items a table has of an execution. */
export async function itemsOf(
  dynamodb: DynamoDBClient,
  TableName: string,
  executionArn: string,
): Promise<number> {
  const query = new QueryCommand({
    TableName,
    KeyConditionExpression: "#p = :p",
    ExpressionAttributeNames: { "#p": tableSchema.partitionKey.name },
    ExpressionAttributeValues: { ":p": { S: executionArn } },
    ConsistentRead: true,
  });
  return (await dynamodb.send(query)).Count ?? 0;
}

/** A restored table belongs to no stack. */
export async function deleteRestored(dynamodb: DynamoDBClient): Promise<void> {
  await dynamodb.send(new DeleteTableCommand({ TableName: restoredName }));
}

/** A restored table has no stream and no time to live, whatever the source has. */
async function restoreTable(
  dynamodb: DynamoDBClient,
  SourceTableName: string,
): Promise<RestoredTable> {
  const TableName = restoredName;
  await dynamodb.send(
    new RestoreTableToPointInTimeCommand({
      SourceTableName,
      TargetTableName: TableName,
      UseLatestRestorableTime: true,
    }),
  );
  const StreamSpecification = {
    StreamEnabled: true,
    StreamViewType: tableSchema.stream,
  };
  const answer = await dynamodb.send(new UpdateTableCommand({ TableName, StreamSpecification }));
  const TimeToLiveSpecification = { Enabled: true, AttributeName: tableSchema.timeToLive };
  await dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  const { LatestStreamArn: tableStreamArn = "" } = answer.TableDescription ?? {};
  return { tableName: TableName, tableStreamArn };
}
