import type { Item } from "../../../lib/adapters/aws/dynamodb-calls.ts";

/** Items in the order that a comparison gives them; one of each place. */
export class SortedItems {
  private readonly items: Item[] = [];
  private readonly order: (left: Item, right: Item) => number;

  constructor(order: (left: Item, right: Item) => number) {
    this.order = order;
  }

  get length(): number {
    return this.items.length;
  }

  /** Undefined: there is none in the place of this one. */
  get(place: Item): Item | undefined {
    const item = this.items[this.indexOf(place)];
    return item !== undefined && this.order(item, place) === 0 ? item : undefined;
  }

  at(index: number): Item | undefined {
    return this.items[index];
  }

  put(item: Item): void {
    const index = this.indexOf(item);
    const there = this.items[index];
    const isThere = there !== undefined && this.order(there, item) === 0;
    this.items.splice(index, isThere ? 1 : 0, item);
  }

  delete(place: Item): void {
    if (this.get(place) !== undefined) this.items.splice(this.indexOf(place), 1);
  }

  /** Where the first item stands that does not come before this one. */
  indexOf(place: Item): number {
    let [low, high] = [0, this.items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const item = this.items[middle];
      if (item !== undefined && this.order(item, place) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  [Symbol.iterator](): Iterator<Item> {
    return this.items[Symbol.iterator]();
  }
}
