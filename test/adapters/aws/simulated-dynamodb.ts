import type {
  Attribute,
  DynamoDbAction,
  DynamoDbAnswers,
  DynamoDbCalls,
  DynamoDbInputs,
  Item,
} from "../../../lib/adapters/aws/dynamodb-calls.ts";
import { tableSchema } from "../../../lib/hosts/environment/table-schema.ts";
import { compared, isTrue, updated } from "./dynamodb-expressions.ts";
import { indexUnits, itemBytes, readUnits, writeUnits } from "./dynamodb-units.ts";
import { serviceError } from "./service-error.ts";
import { SortedItems } from "./sorted-items.ts";

/** What is done around each request. A promise delays it. */
export interface DynamoDbHooks {
  /** Before it is done; throws to refuse it. */
  before?<A extends DynamoDbAction>(action: A, input: DynamoDbInputs[A]): void | Promise<void>;
  /** After it was done; throws so that its answer is lost. */
  after?<A extends DynamoDbAction>(action: A, input: DynamoDbInputs[A]): void | Promise<void>;
}

/** What was used, counted as DynamoDB counts it. */
export interface DynamoDbUsage {
  requests: number;
  /** Of the table and its indexes. */
  writeUnits: number;
  /** The part of them that indexes have used. */
  indexWriteUnits: number;
  readUnits: number;
  readBytes: number;
}

/**
 * The table in memory: conditions, ALL_OLD, pages, indexes that may lag behind, capacity units. It
 * knows the expressions that the adapters write, and refuses whatever it does not know.
 */
export class SimulatedDynamoDb {
  hooks: DynamoDbHooks = {};
  used: DynamoDbUsage = nothingUsed();
  /** The bytes of items that a query reads at most. */
  pageBytesMax = 1_048_576;
  /** Items that a batch reads at most; the others are left over. */
  batchMax = 100;
  /** While it is true, indexes stay as they are: `replicate` lets them catch up. */
  holdsIndexes = false;
  readonly tableName = "table";
  private readonly partitions = new Map<string, SortedItems>();
  private readonly indexes = new Map(
    Object.values(tableSchema.indexes).map((index) => [index.name as string, new Index(index)]),
  );
  private pending: (() => void)[] = [];

  readonly calls: DynamoDbCalls = async (action, input) => {
    this.used.requests++;
    const before = this.hooks.before?.(action, input);
    if (before instanceof Promise) await before;
    const answer = this.actions[action](input);
    const after = this.hooks.after?.(action, input);
    if (after instanceof Promise) await after;
    return answer;
  };

  /** All that is there. */
  *items(): Generator<Item> {
    for (const partition of this.partitions.values()) yield* partition;
  }

  /** Lets the indexes catch up, with so many writes or with all. */
  replicate(writes = this.pending.length): void {
    for (const write of this.pending.splice(0, writes)) write();
  }

  /** Writes that the indexes have not taken in. */
  get lag(): number {
    return this.pending.length;
  }

  /** What TTL deletes by then. Answers the ARNs whose META it was: the stream tells them. */
  expire(nowMs: number): readonly string[] {
    const expired = [...this.items()].filter((item) => {
      const seconds = item[tableSchema.timeToLive];
      return seconds !== undefined && "N" in seconds && Number(seconds.N) * 1_000 <= nowMs;
    });
    for (const item of expired) this.store(item, undefined);
    return expired.map(({ pk }) => (pk !== undefined && "S" in pk ? pk.S : ""));
  }

  private readonly actions: {
    readonly [A in DynamoDbAction]: (input: DynamoDbInputs[A]) => DynamoDbAnswers[A];
  } = {
    putItem: (input) => {
      const there = this.find(input.Item);
      if (itemBytes(input.Item) > itemBytesMax) {
        throw serviceError(
          "ValidationException",
          "Item size has exceeded the maximum allowed size",
        );
      }
      this.check(input, there, input.Item);
      this.store(there, input.Item);
      return {};
    },
    updateItem: (input) => {
      const there = this.find(input.Key);
      this.check(input, there, undefined);
      const after = updated(input.UpdateExpression, there ?? input.Key, input);
      if (itemBytes(after) > itemBytesMax) {
        throw serviceError("ValidationException", "Item size to update has exceeded the maximum");
      }
      this.store(there, after);
      return input.ReturnValues === undefined ? {} : { Attributes: after };
    },
    deleteItem: (input) => {
      const there = this.find(input.Key);
      this.check(input, there, undefined);
      if (there === undefined) this.used.writeUnits += 1;
      else this.store(there, undefined);
      return input.ReturnValues === undefined ? {} : { Attributes: there };
    },
    getItem: ({ Key, ConsistentRead = false }) => {
      const there = this.find(Key);
      this.countRead(itemBytes(there), ConsistentRead);
      return there === undefined ? {} : { Item: there };
    },
    batchGetItem: ({ RequestItems }) => {
      const { Keys = [], ConsistentRead = false } = RequestItems[this.tableName] ?? {};
      if (Keys.length > 100) throw serviceError("ValidationException", "Too many items requested");
      const found = Keys.slice(0, this.batchMax).map((key) => this.find(key));
      for (const item of found) this.countRead(itemBytes(item), ConsistentRead);
      const left = Keys.slice(this.batchMax);
      return {
        Responses: { [this.tableName]: found.filter((item) => item !== undefined) },
        ...(left.length > 0 && { UnprocessedKeys: { [this.tableName]: { Keys: left } } }),
      };
    },
    query: (input) => this.query(input),
  };

  private query(input: DynamoDbInputs["query"]): DynamoDbAnswers["query"] {
    const { IndexName, KeyConditionExpression, ConsistentRead = false } = input;
    const index = IndexName === undefined ? undefined : this.indexes.get(IndexName);
    if (IndexName !== undefined && (index === undefined || ConsistentRead)) {
      throw serviceError("ValidationException", `no such index, or a consistent read of one`);
    }
    const partition = textOf(input.ExpressionAttributeValues?.[":p"]);
    const items = (index?.partitions ?? this.partitions).get(partition);
    const step = input.ScanIndexForward === false ? -1 : 1;
    const found: Item[] = [];
    let bytes = 0;
    let last: Item | undefined;
    let at = items === undefined ? 0 : startOf(items, input, step);
    for (; items !== undefined; at += step) {
      const item = items.at(at);
      if (item === undefined || !isTrue(KeyConditionExpression, item, input)) break;
      bytes += itemBytes(item);
      found.push(item);
      if (found.length === input.Limit || bytes >= this.pageBytesMax) {
        last = item;
        break;
      }
    }
    this.countRead(bytes, ConsistentRead);
    const names = input.ProjectionExpression?.split(", ").map(
      (name) => input.ExpressionAttributeNames?.[name] ?? "",
    );
    return {
      Items: names === undefined ? found : found.map((item) => projected(item, names)),
      LastEvaluatedKey: last && projected(last, [...keyNames, ...(index?.keyNames ?? [])]),
    };
  }

  private check(
    input: {
      readonly ConditionExpression?: string | undefined;
      readonly ExpressionAttributeNames?: { readonly [name: string]: string } | undefined;
      readonly ExpressionAttributeValues?: Item | undefined;
    },
    there: Item | undefined,
    item: Item | undefined,
  ): void {
    const { ConditionExpression } = input;
    if (ConditionExpression === undefined || isTrue(ConditionExpression, there, input)) return;
    // A write that was refused is paid for all the same.
    this.used.writeUnits += there === undefined ? 1 : writeUnits(there, item);
    const message = "The conditional request failed";
    throw serviceError("ConditionalCheckFailedException", message, 400, there && { Item: there });
  }

  private store(before: Item | undefined, after: Item | undefined): void {
    this.used.writeUnits += writeUnits(before, after);
    const place = after ?? before ?? {};
    const partition = textOf(place.pk);
    const items = this.partitions.get(partition) ?? new SortedItems(byNames(["sk"]));
    this.partitions.set(partition, items);
    if (after === undefined) items.delete(place);
    else items.put(after);
    if (items.length === 0) this.partitions.delete(partition);
    for (const index of this.indexes.values()) {
      const [from, to] = [index.entryOf(before), index.entryOf(after)];
      const units = index.units(from, to);
      if (units === 0) continue;
      this.used.writeUnits += units;
      this.used.indexWriteUnits += units;
      this.pending.push(() => index.replace(from, to));
    }
    if (!this.holdsIndexes) this.replicate();
  }

  private find(place: Item): Item | undefined {
    return this.partitions.get(textOf(place.pk))?.get(place);
  }

  private countRead(bytes: number, isConsistent: boolean): void {
    this.used.readUnits += readUnits(bytes, isConsistent);
    this.used.readBytes += bytes;
  }
}

export function nothingUsed(): DynamoDbUsage {
  return { requests: 0, writeUnits: 0, indexWriteUnits: 0, readUnits: 0, readBytes: 0 };
}

interface IndexSchema {
  readonly partitionKey: { readonly name: string };
  readonly sortKey: { readonly name: string };
  readonly projected: readonly string[];
}

/** A global secondary index: it has the items that have both of its keys. */
class Index {
  readonly partitions = new Map<string, SortedItems>();
  readonly keyNames: readonly string[];
  private readonly names: readonly string[];

  constructor({ partitionKey, sortKey, projected: names }: IndexSchema) {
    this.keyNames = [partitionKey.name, sortKey.name];
    this.names = [...keyNames, ...this.keyNames, ...names];
  }

  entryOf(item: Item | undefined): Item | undefined {
    if (item === undefined || this.keyNames.some((name) => item[name] === undefined)) return;
    return projected(item, this.names);
  }

  units(before: Item | undefined, after: Item | undefined): number {
    const isMoved = before && after && byNames(this.keyNames)(before, after) !== 0;
    if (!isMoved) return indexUnits(before, after);
    return indexUnits(before, undefined) + indexUnits(undefined, after);
  }

  replace(before: Item | undefined, after: Item | undefined): void {
    if (before !== undefined) this.partition(before).delete(before);
    if (after !== undefined) this.partition(after).put(after);
  }

  private partition(entry: Item): SortedItems {
    const [name = "", sort = ""] = this.keyNames;
    const partition = textOf(entry[name]);
    const items = this.partitions.get(partition) ?? new SortedItems(byNames([sort, ...keyNames]));
    this.partitions.set(partition, items);
    return items;
  }
}

const keyNames = [tableSchema.partitionKey.name, tableSchema.sortKey.name];

function projected(item: Item, names: readonly string[]): Item {
  const found: { [name: string]: Attribute } = {};
  for (const name of names) {
    const value = item[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function byNames(names: readonly string[]) {
  return (left: Item, right: Item): number => {
    for (const name of names) {
      const [one, other] = [left[name], right[name]];
      const order = one && other && compared(one, other);
      if (order !== undefined && order !== 0) return order;
    }
    return 0;
  };
}

/** Where a query's first item is, if it has one. */
function startOf(items: SortedItems, input: DynamoDbInputs["query"], step: number): number {
  const { ExclusiveStartKey: after, ExpressionAttributeValues: values } = input;
  if (after !== undefined) {
    const index = items.indexOf(after);
    if (step < 0) return index - 1;
    return items.get(after) === undefined ? index : index + 1;
  }
  const bound = values?.[step > 0 ? ":from" : ":to"];
  const name = input.ExpressionAttributeNames?.["#s"];
  if (bound === undefined || name === undefined) return step > 0 ? 0 : items.length - 1;
  const index = items.indexOf({ [name]: bound });
  if (step > 0) return index;
  // All of the same sort key are in the range.
  let last = index;
  for (let item = items.at(last); item !== undefined; item = items.at(++last)) {
    const order = item[name] && compared(item[name], bound);
    if (order === undefined || order > 0) break;
  }
  return last - 1;
}

function textOf(attribute: Attribute | undefined): string {
  return attribute !== undefined && "S" in attribute ? attribute.S : "";
}

/** An item has no more bytes, names included. */
const itemBytesMax = 409_600;
