import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
} from "@aws-sdk/client-dynamodb";
import type { DynamoDbCalls } from "../../../lib/adapters/aws/dynamodb-calls.ts";
import { tableSchema } from "../../../lib/hosts/environment/table-schema.ts";

/** Tables at an endpoint, with the keys and indexes that the constructs give them. */
export class RealTables {
  private readonly client: DynamoDBClient;
  private readonly created: Promise<string>[] = [];

  constructor(config: DynamoDBClientConfig) {
    this.client = new DynamoDBClient(config);
  }

  /** The calls of an empty table of its own: the first one waits until it is there. */
  table(calls: DynamoDbCalls): { readonly tableName: string; readonly calls: DynamoDbCalls } {
    const tableName = `stepwright-${process.pid}-${tables++}`;
    const created = this.create(tableName);
    this.created.push(created);
    return {
      tableName,
      calls: async (action, input) => {
        await created;
        return calls(action, input);
      },
    };
  }

  private async create(TableName: string): Promise<string> {
    const { partitionKey, sortKey } = tableSchema;
    const indexes = Object.values(tableSchema.indexes);
    const keys = [
      partitionKey,
      sortKey,
      ...indexes.flatMap((index) => [index.partitionKey, index.sortKey]),
    ];
    const types = new Map(keys.map(({ name, type }) => [name, type]));
    await this.client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({
          AttributeName,
          AttributeType,
        })),
        KeySchema: schemaOf(tableSchema),
        GlobalSecondaryIndexes: indexes.map((index) => ({
          IndexName: index.name,
          KeySchema: schemaOf(index),
          Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: [...index.projected] },
        })),
      }),
    );
    return TableName;
  }

  async deleteAll(): Promise<void> {
    for (const created of this.created) {
      await this.client.send(new DeleteTableCommand({ TableName: await created }));
    }
    this.client.destroy();
  }
}

let tables = 0;

function schemaOf(keys: {
  readonly partitionKey: { readonly name: string };
  readonly sortKey: { readonly name: string };
}) {
  return [
    { AttributeName: keys.partitionKey.name, KeyType: "HASH" as const },
    { AttributeName: keys.sortKey.name, KeyType: "RANGE" as const },
  ];
}
