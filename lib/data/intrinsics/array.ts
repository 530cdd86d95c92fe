import type { JsonValue } from "../../language/json.ts";
import { sameDocument } from "../document.ts";
import { inHashSetOrder } from "../java-hash.ts";
import { javaText } from "../java-text.ts";
import { arrayArgument, integerArgument, textableArgument } from "./arguments.ts";
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

/** Observed on AWS, 2026: values are compared as Java texts; `true` is in `["true"]`. */
export const arrayContains: IntrinsicFunction = ([value, wanted]) => {
  const items = arrayArgument(
    textableArgument(value, "States.ArrayContains"),
    "States.ArrayContains",
  );
  const text = javaText(textableArgument(wanted, "States.ArrayContains"));
  return items.some((item) => javaText(item) === text);
};

/** From the first number to the last, which is included where a step hits it; at most 1,000. */
export const arrayRange: IntrinsicFunction = ([first, last, increment]) => {
  const start = integerArgument(first, "States.ArrayRange");
  const end = integerArgument(last, "States.ArrayRange");
  const step = integerArgument(increment, "States.ArrayRange");
  const count = Math.floor((end - start) / step) + 1;
  if (step === 0 || count > RANGE_MAX) throw invalidArguments("States.ArrayRange");
  return Array.from({ length: Math.max(0, count) }, (_, index) => start + index * step);
};

/** Observed on AWS, 2026: an array without items gives null for any index. */
export const arrayGetItem: IntrinsicFunction = ([value, at]) => {
  const items = arrayArgument(value, "States.ArrayGetItem");
  if (items.length === 0) return null;
  const item = items[integerArgument(at, "States.ArrayGetItem")];
  if (item === undefined) throw invalidArguments("States.ArrayGetItem");
  return item;
};

export const arrayLength: IntrinsicFunction = ([value]) =>
  arrayArgument(value, "States.ArrayLength").length;

/** Observed on AWS, 2026: `[true, false]` becomes `[false, true]`, the order of a Java HashSet. */
export const arrayUnique: IntrinsicFunction = ([value]) =>
  inHashSetOrder(arrayArgument(value, "States.ArrayUnique"), sameDocument);

const RANGE_MAX = 1000;
