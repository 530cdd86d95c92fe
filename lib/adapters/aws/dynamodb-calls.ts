/**
 * What the adapters ask of a DynamoDB client: actions by their names in the API, in the forms of
 * the AWS SDK for JavaScript 3. Fails with the SDK's errors.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html
 */
export type DynamoDbCalls = <A extends DynamoDbAction>(
  action: A,
  input: DynamoDbInputs[A],
) => Promise<DynamoDbAnswers[A]>;

export type DynamoDbAction = keyof DynamoDbInputs;

export type Attribute =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: Uint8Array };

export interface Item {
  readonly [name: string]: Attribute;
}

interface Expressions {
  readonly ExpressionAttributeNames?: { readonly [name: string]: string } | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
}

interface Write extends Expressions {
  readonly TableName: string;
  readonly ConditionExpression?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | undefined;
  readonly ReturnConsumedCapacity?: "TOTAL" | undefined;
}

/** By action. */
export interface DynamoDbInputs {
  readonly putItem: Write & { readonly Item: Item };
  readonly updateItem: Write & {
    readonly Key: Item;
    readonly UpdateExpression: string;
    readonly ReturnValues?: "UPDATED_NEW" | undefined;
  };
  readonly deleteItem: Write & {
    readonly Key: Item;
    readonly ReturnValues?: "ALL_OLD" | undefined;
  };
  readonly getItem: {
    readonly TableName: string;
    readonly Key: Item;
    readonly ConsistentRead?: boolean | undefined;
  };
  readonly batchGetItem: {
    readonly RequestItems: {
      readonly [table: string]: {
        readonly Keys: readonly Item[];
        readonly ConsistentRead?: boolean | undefined;
      };
    };
  };
  readonly query: Expressions & {
    readonly TableName: string;
    readonly IndexName?: string | undefined;
    readonly KeyConditionExpression: string;
    readonly ProjectionExpression?: string | undefined;
    readonly ConsistentRead?: boolean | undefined;
    readonly ScanIndexForward?: boolean | undefined;
    readonly Limit?: number | undefined;
    readonly ExclusiveStartKey?: Item | undefined;
  };
}

/** By action. */
export interface DynamoDbAnswers {
  readonly putItem: object;
  readonly updateItem: { readonly Attributes?: Item | undefined };
  readonly deleteItem: { readonly Attributes?: Item | undefined };
  readonly getItem: { readonly Item?: Item | undefined };
  readonly batchGetItem: {
    readonly Responses?: { readonly [table: string]: readonly Item[] } | undefined;
    readonly UnprocessedKeys?: DynamoDbInputs["batchGetItem"]["RequestItems"] | undefined;
  };
  readonly query: {
    readonly Items?: readonly Item[] | undefined;
    readonly LastEvaluatedKey?: Item | undefined;
  };
}
