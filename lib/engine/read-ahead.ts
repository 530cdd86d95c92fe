import type { MaybePromise } from "../core/maybe-promise.ts";

/** What is read of the items, in their order; some are read before they are asked for. */
export async function* readAhead<Item, Value>(
  items: Iterable<Item>,
  read: (item: Item) => MaybePromise<Value>,
): AsyncGenerator<Value> {
  const begun: MaybePromise<Value>[] = [];
  for (const item of items) {
    const value = read(item);
    // It is awaited in its turn, and heard of then.
    if (value instanceof Promise) value.catch(() => undefined);
    begun.push(value);
    if (begun.length > aheadMax) yield (await begun.shift()) as Value;
  }
  for (const value of begun) yield await value;
}

/** As many of the largest values are no burden to memory. */
const aheadMax = 32;
