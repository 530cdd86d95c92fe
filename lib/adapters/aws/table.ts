import { tableSchema } from "../../hosts/environment/table-schema.ts";
import { itemOf } from "./attributes.ts";
import type { DynamoDbCalls, DynamoDbInputs, Item } from "./dynamodb-calls.ts";
import { backOff, type RetrySettings, withRetries } from "./retries.ts";

export interface TableSettings extends RetrySettings {
  readonly calls: DynamoDbCalls;
  readonly tableName: string;
}

export type IndexName = keyof typeof tableSchema.indexes;

/** An item's place. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** `#name` in a condition is the attribute of that name, `:name` one of these values. */
export interface Condition {
  readonly expression: string;
  readonly values?: Values | undefined;
}

type Values = { readonly [name: string]: string | number | Uint8Array | undefined };

/** What became of a conditional write: `there` is the item that kept it from being done. */
export type Written =
  | { readonly isDone: true }
  | { readonly isDone: false; readonly there: Item | undefined };

export interface ItemsQuery {
  readonly index?: IndexName | undefined;
  /** Of the table, or of the index. */
  readonly partition: string;
  /** Both inclusive. */
  readonly from?: string | number | undefined;
  readonly to?: string | number | undefined;
  readonly newestFirst?: boolean | undefined;
  /** Items per request; the answer's bytes bound it too. */
  readonly pageLength?: number | undefined;
  readonly after?: Item | undefined;
  /** The attributes that are wanted; by default all of them. */
  readonly names?: readonly string[] | undefined;
  /** Reads of the table see every write; those of an index may not, whatever is asked for. */
  readonly isStale?: boolean | undefined;
}

/** The table, by requests that are repeated where they were throttled or may have got lost. */
export class Table {
  private readonly settings: TableSettings;

  constructor(settings: TableSettings) {
    this.settings = settings;
  }

  put(item: Item, condition?: Condition): Promise<Written> {
    return this.write("putItem", { Item: item }, condition);
  }

  /** `update` is an UpdateExpression; the names and values are those of the condition too. */
  update(key: Key, update: string, values: Values, condition?: string): Promise<Written> {
    const fields = { Key: itemOf({ ...key }), UpdateExpression: update };
    return this.write("updateItem", fields, { expression: condition ?? "", values });
  }

  delete(key: Key, condition?: Condition): Promise<Written> {
    return this.write("deleteItem", { Key: itemOf({ ...key }) }, condition);
  }

  /** Deletes an item, and answers it if it was there. */
  async take(key: Key): Promise<Item | undefined> {
    const { tableName: TableName } = this.settings;
    const request = { TableName, Key: itemOf({ ...key }), ReturnValues: "ALL_OLD" } as const;
    const { Attributes } = await this.request("deleteItem", request);
    return Attributes;
  }

  /** Adds to a number, and answers what it is then. */
  async add(key: Key, name: string, amount: number): Promise<number> {
    const { Attributes } = await this.request("updateItem", {
      TableName: this.settings.tableName,
      Key: itemOf({ ...key }),
      UpdateExpression: "ADD #n :n",
      ExpressionAttributeNames: { "#n": name },
      ExpressionAttributeValues: itemOf({ ":n": amount }),
      ReturnValues: "UPDATED_NEW",
    });
    const value = Attributes?.[name];
    return value !== undefined && "N" in value ? Number(value.N) : 0;
  }

  async get(key: Key): Promise<Item | undefined> {
    const { tableName: TableName } = this.settings;
    const Key = itemOf({ ...key });
    const { Item } = await this.request("getItem", { TableName, Key, ConsistentRead: true });
    return Item;
  }

  /** The items that are there, in no order. */
  async getAll(keys: readonly Key[]): Promise<readonly Item[]> {
    if (keys.length === 0) return [];
    const [only] = keys;
    if (keys.length === 1 && only !== undefined) {
      const item = await this.get(only);
      return item === undefined ? [] : [item];
    }
    const batches: Promise<readonly Item[]>[] = [];
    for (let from = 0; from < keys.length; from += batchMax) {
      batches.push(this.getBatch(keys.slice(from, from + batchMax)));
    }
    return (await Promise.all(batches)).flat();
  }

  /** Page by page: whoever has enough asks for no more. */
  async *pages(query: ItemsQuery): AsyncGenerator<readonly Item[], void> {
    let { after } = query;
    do {
      const page = await this.page({ ...query, after });
      yield page.items;
      after = page.next;
    } while (after !== undefined);
  }

  async all(query: ItemsQuery): Promise<readonly Item[]> {
    const items: Item[] = [];
    for await (const page of this.pages(query)) items.push(...page);
    return items;
  }

  async page(query: ItemsQuery): Promise<{ items: readonly Item[]; next: Item | undefined }> {
    const answer = await this.request("query", this.queryInput(query));
    return { items: answer.Items ?? [], next: answer.LastEvaluatedKey };
  }

  private queryInput(query: ItemsQuery): DynamoDbInputs["query"] {
    const { index, partition, from, to, names } = query;
    const { partitionKey, sortKey } =
      index === undefined ? tableSchema : tableSchema.indexes[index];
    const range = rangeExpression(from, to);
    const projected = names?.map((_, at) => `#a${at}`);
    return {
      TableName: this.settings.tableName,
      IndexName: index === undefined ? undefined : tableSchema.indexes[index].name,
      KeyConditionExpression: `#p = :p${range}`,
      ProjectionExpression: projected?.join(", "),
      ExpressionAttributeNames: {
        "#p": partitionKey.name,
        ...(range !== "" && { "#s": sortKey.name }),
        ...Object.fromEntries((names ?? []).map((name, at) => [`#a${at}`, name])),
      },
      ExpressionAttributeValues: itemOf({ ":p": partition, ":from": from, ":to": to }),
      ConsistentRead: index === undefined && query.isStale !== true ? true : undefined,
      ScanIndexForward: query.newestFirst === true ? false : undefined,
      Limit: query.pageLength,
      ExclusiveStartKey: query.after,
    };
  }

  private async getBatch(keys: readonly Key[]): Promise<readonly Item[]> {
    const { tableName } = this.settings;
    const found: Item[] = [];
    let left: readonly Item[] = keys.map((key) => itemOf({ ...key }));
    let fruitless = 0;
    // What an answer has no room for, and what was throttled, is asked for again.
    while (left.length > 0) {
      const answer = await this.request("batchGetItem", {
        RequestItems: { [tableName]: { Keys: left, ConsistentRead: true } },
      });
      found.push(...(answer.Responses?.[tableName] ?? []));
      const more = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
      fruitless = more.length < left.length ? 0 : fruitless + 1;
      if (fruitless > fruitlessMax) throw new Error("DynamoDB has read nothing of a batch");
      if (fruitless > 0) await backOff(fruitless, this.settings);
      left = more;
    }
    return found;
  }

  private async write<A extends "putItem" | "updateItem" | "deleteItem">(
    action: A,
    fields: object,
    condition: Condition | undefined,
  ): Promise<Written> {
    const { expression = "", values = {} } = condition ?? {};
    const update = String(Reflect.get(fields, "UpdateExpression") ?? "");
    const names = namesIn(update, expression);
    const input = {
      ...fields,
      TableName: this.settings.tableName,
      ...(expression !== "" && {
        ConditionExpression: expression,
        ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
      }),
      ...(names !== undefined && { ExpressionAttributeNames: names }),
      ...(Object.keys(values).length > 0 && {
        ExpressionAttributeValues: itemOf(
          Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
        ),
      }),
    };
    try {
      await this.request(action, input as unknown as DynamoDbInputs[A]);
      return { isDone: true };
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "ConditionalCheckFailedException")
        throw error;
      return { isDone: false, there: Reflect.get(error, "Item") as Item | undefined };
    }
  }

  private request<A extends keyof DynamoDbInputs>(action: A, input: DynamoDbInputs[A]) {
    return withRetries(() => this.settings.calls(action, input), this.settings);
  }
}

/** Condition: nothing is there under this key. */
export const isAbsent: Condition = { expression: "attribute_not_exists(#pk)" };

function rangeExpression(from: string | number | undefined, to: string | number | undefined) {
  if (from !== undefined && to !== undefined) return " AND #s BETWEEN :from AND :to";
  if (from !== undefined) return " AND #s >= :from";
  return to === undefined ? "" : " AND #s <= :to";
}

type Names = { readonly [placeholder: string]: string };

/** What the expressions' `#name`s stand for; undefined: they have none. */
function namesIn(update: string, condition: string): Names | undefined {
  const expressions = `${update} ${condition}`;
  if (!knownNames.has(expressions)) {
    const names = Array.from(expressions.matchAll(/#(\w+)/g), ([all, name = ""]) => [all, name]);
    knownNames.set(expressions, names.length > 0 ? Object.fromEntries(names) : undefined);
  }
  return knownNames.get(expressions);
}

/** By expressions, which are few. */
const knownNames = new Map<string, Names | undefined>();

/** Answers in a row that have no item. */
const fruitlessMax = 5;
/** DynamoDB reads no more keys at once. */
const batchMax = 100;
