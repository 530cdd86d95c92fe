import {
  BatchGetItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { DynamoDbAction, DynamoDbCalls } from "./dynamodb-calls.ts";
import { sdkCalls, sdkDefaults, withoutLineage } from "./sdk-calls.ts";

/** DynamoDB by the AWS SDK: one request per call, since whoever calls repeats it. */
export function dynamoDbSdk(config: DynamoDBClientConfig = {}): DynamoDbCalls {
  const client = withoutLineage(new DynamoDBClient({ ...sdkDefaults, ...config }));
  return sdkCalls(client, commands) as unknown as DynamoDbCalls;
}

const commands = {
  putItem: PutItemCommand,
  updateItem: UpdateItemCommand,
  deleteItem: DeleteItemCommand,
  getItem: GetItemCommand,
  batchGetItem: BatchGetItemCommand,
  query: QueryCommand,
} satisfies { readonly [A in DynamoDbAction]: unknown };
