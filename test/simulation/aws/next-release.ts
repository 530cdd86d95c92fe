import { bytesIn, textIn } from "../../../lib/adapters/aws/attributes.ts";
import { pack, unpack } from "../../../lib/adapters/aws/compression.ts";
import type { Attribute, DynamoDbCalls, Item } from "../../../lib/adapters/aws/dynamodb-calls.ts";
import { readSortKey } from "../../../lib/adapters/aws/keys.ts";

/**
 * The table as a release sees it that writes the records of the next format, and reads those of
 * this one, too: the formats differ in their numbers only.
 */
export function nextRelease(calls: DynamoDbCalls): DynamoDbCalls {
  return async (action, input) => {
    const { Item } = input as { readonly Item?: Item };
    const written =
      Item === undefined ? input : { ...input, Item: renumbered(Item, present, next) };
    const answer = await calls(action, written as typeof input);
    return readable(answer as Answer) as typeof answer;
  };
}

interface Answer {
  readonly Item?: Item;
  readonly Items?: readonly Item[];
  readonly Responses?: { readonly [table: string]: readonly Item[] };
}

function readable(answer: Answer): Answer {
  const { Item, Items, Responses } = answer;
  const read = (item: Item): Item => renumbered(item, next, present);
  return {
    ...answer,
    ...(Item && { Item: read(Item) }),
    ...(Items && { Items: Items.map(read) }),
    ...(Responses && {
      Responses: Object.fromEntries(
        Object.entries(Responses).map(([table, items]) => [table, items.map(read)]),
      ),
    }),
  };
}

function renumbered(item: Item, from: string, to: string): Item {
  const body = item.sk === undefined ? undefined : bytesIn(item, "b");
  if (body === undefined || readSortKey(textIn(item, "sk")).kind !== "record") return item;
  const arn = textIn(item, "pk");
  const text = unpack(body, arn);
  if (!text.startsWith(from)) return item;
  const b: Attribute = { B: pack(`${to}${text.slice(from.length)}`, arn) };
  return { ...item, b };
}

/** How the text of a record begins. */
const present = "[1,";
const next = "[2,";
