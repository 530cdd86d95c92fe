import type { JsonValue } from "../../language/json.ts";
import { sameDocument, writeDocument } from "../document.ts";
import { arrayArgument, integerArgument } from "./arguments.ts";
import { invalidArguments } from "./intrinsic-fault.ts";
import type { IntrinsicFunction } from "./intrinsic-function.ts";

/** The arguments as an array. */
export const array: IntrinsicFunction = (args) => args;

/** Chunks of a size; the last may be shorter. */
export const arrayPartition: IntrinsicFunction = ([value, chunk]) => {
  const items = arrayArgument(value, "States.ArrayPartition");
  const size = integerArgument(chunk, "States.ArrayPartition");
  if (size < 1) throw invalidArguments("States.ArrayPartition");
  const chunks: JsonValue[] = [];
  for (let start = 0; start < items.length; start += size) {
    chunks.push(items.slice(start, start + size));
  }
  return chunks;
};

export const arrayContains: IntrinsicFunction = ([value, wanted]) =>
  wanted !== undefined &&
  arrayArgument(value, "States.ArrayContains").some((item) => sameDocument(item, wanted));

/** From the first number to the last, which is included where a step hits it; at most 1,000. */
export const arrayRange: IntrinsicFunction = ([first, last, increment]) => {
  const start = integerArgument(first, "States.ArrayRange");
  const end = integerArgument(last, "States.ArrayRange");
  const step = integerArgument(increment, "States.ArrayRange");
  const count = Math.floor((end - start) / step) + 1;
  if (step === 0 || count > RANGE_MAX) throw invalidArguments("States.ArrayRange");
  return Array.from({ length: Math.max(0, count) }, (_, index) => start + index * step);
};

export const arrayGetItem: IntrinsicFunction = ([value, at]) => {
  const items = arrayArgument(value, "States.ArrayGetItem");
  const item = items[integerArgument(at, "States.ArrayGetItem")];
  if (item === undefined) throw invalidArguments("States.ArrayGetItem");
  return item;
};

export const arrayLength: IntrinsicFunction = ([value]) =>
  arrayArgument(value, "States.ArrayLength").length;

/** The first of each group of equal items, in order. */
export const arrayUnique: IntrinsicFunction = ([value]) => {
  const seen = new Map<string, JsonValue[]>();
  return arrayArgument(value, "States.ArrayUnique").filter((item) => {
    const key = likeness(item);
    const alike = seen.get(key) ?? [];
    if (alike.some((other) => sameDocument(item, other))) return false;
    seen.set(key, [...alike, item]);
    return true;
  });
};

/** Equal values have the same likeness; it makes most comparisons needless. */
function likeness(value: JsonValue): string {
  if (typeof value === "object" && value !== null) {
    return [...writeDocument(value)].sort().join("");
  }
  return `${typeof value} ${String(value)}`;
}

const RANGE_MAX = 1000;
