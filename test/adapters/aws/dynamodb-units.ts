import type { Attribute, Item } from "../../../lib/adapters/aws/dynamodb-calls.ts";
import { compared } from "./dynamodb-expressions.ts";

/**
 * The bytes by which DynamoDB counts an item.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Item | undefined): number {
  if (item === undefined) return 0;
  const known = counted.get(item);
  if (known !== undefined) return known;
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) {
    bytes += Buffer.byteLength(name) + attributeBytes(value);
  }
  counted.set(item, bytes);
  return bytes;
}

/** Items do not change: others take their places. */
const counted = new WeakMap<Item, number>();

function attributeBytes(value: Attribute): number {
  if ("S" in value) return Buffer.byteLength(value.S);
  if ("B" in value) return value.B.length;
  const digits = value.N.replace(/^-?0*|[.-]|0+$/g, "").length;
  return Math.ceil(digits / 2) + 1 + Number(value.N.startsWith("-"));
}

/** Of a write to the table, or to an index that has the item before or after it. */
export function writeUnits(before: Item | undefined, after: Item | undefined): number {
  return Math.max(1, Math.ceil(Math.max(itemBytes(before), itemBytes(after)) / 1_024));
}

/**
 * Of what a write does to an index: a new key is a deletion and a put, and what is not projected
 * costs nothing.
 */
export function indexUnits(before: Item | undefined, after: Item | undefined): number {
  if (before === undefined && after === undefined) return 0;
  if (before === undefined || after === undefined) return writeUnits(before, after);
  return isSame(before, after) ? 0 : writeUnits(before, after);
}

export function readUnits(bytes: number, isConsistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / 4_096)) * (isConsistent ? 1 : 0.5);
}

function isSame(left: Item, right: Item): boolean {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => {
    const [one, other] = [left[name], right[name]];
    return one === other || (one && other && compared(one, other)) === 0;
  });
}
