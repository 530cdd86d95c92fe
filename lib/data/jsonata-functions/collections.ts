import type { JsonataBudget } from "../jsonata-budget.ts";
import { type EngineFocus, evaluationOf } from "../jsonata-evaluation.ts";
import { isLambda, isSequence, lookup, makeSequence } from "../jsonata-sequence.ts";
import { deepEqual } from "./budgeted.ts";
import { type EngineFunction, makeFunction } from "./engine-functions.ts";

/**
 * JSONata's functions on arrays and objects that, in the engine, take time or memory beyond
 * reason for large arrays, reach JavaScript's prototypes, or use its randomness.
 */
export const collectionFunctions = (): { readonly [name: string]: EngineFunction } => ({
  distinct: makeFunction("<x:x>", function (this: EngineFocus, values: unknown) {
    return distinct(values, evaluationOf(this).budget);
  }),
  sort: makeFunction("<af?:a>", function (this: EngineFocus, array?: unknown[], swaps?: Swaps) {
    return array === undefined || array.length <= 1 ? array : sort(this, array, swaps);
  }),
  shuffle: makeFunction("<a:a>", function (this: EngineFocus, array?: unknown[]) {
    return array === undefined || array.length <= 1 ? array : shuffle(this, array);
  }),
  spread: makeFunction("<x-:a<o>>", function (this: EngineFocus, value: unknown) {
    return spread(value);
  }),
  lookup: makeFunction("<x-s:x>", function (this: EngineFocus, value: unknown, key: string) {
    return lookup(value, key);
  }),
  max: makeFunction("<a<n>:n>", function (this: EngineFocus, numbers?: readonly number[]) {
    return extreme(numbers, Math.max);
  }),
  min: makeFunction("<a<n>:n>", function (this: EngineFocus, numbers?: readonly number[]) {
    return extreme(numbers, Math.min);
  }),
});

/** The first of all equal values. */
function distinct(values: unknown, budget: JsonataBudget): unknown {
  if (!Array.isArray(values) || values.length <= 1) return values;
  const seen = new Set<unknown>();
  const containers: unknown[] = [];
  const kept: unknown[] = [];
  for (const value of values) {
    if (typeof value !== "object" || value === null) {
      if (seen.has(value)) continue;
      seen.add(value);
    } else {
      if (containers.some((other) => deepEqual(value, other, budget))) continue;
      containers.push(value);
    }
    kept.push(value);
  }
  return isSequence(values) ? makeSequence(kept) : kept;
}

/** Answers whether the second of two values goes first. */
type Swaps = (left: unknown, right: unknown) => unknown;

function sort(focus: EngineFocus, array: readonly unknown[], swaps?: Swaps): unknown {
  if (swaps !== undefined) return mergeSort(array, swaps);
  const type = typeof array[0];
  const isSortable =
    (type === "number" || type === "string") && array.every((v) => typeof v === type);
  if (!isSortable) throw { code: "D3070", index: 1, stack: "" };
  evaluationOf(focus).budget.charge((array.length * Math.log2(array.length)) / 128);
  return array.toSorted((left, right) => compare(left as number, right as number));
}

function compare(left: number, right: number): number {
  if (left === right) return 0;
  return left > right ? 1 : -1;
}

/** Stable, asking `swaps` in the order in which the engine does. */
async function mergeSort(array: readonly unknown[], swaps: Swaps): Promise<unknown[]> {
  if (array.length <= 1) return [...array];
  const middle = Math.floor(array.length / 2);
  const left = await mergeSort(array.slice(0, middle), swaps);
  const right = await mergeSort(array.slice(middle), swaps);
  const merged: unknown[] = [];
  let [fromLeft, fromRight] = [0, 0];
  while (fromLeft < left.length && fromRight < right.length) {
    if (await swaps(left[fromLeft], right[fromRight])) merged.push(right[fromRight++]);
    else merged.push(left[fromLeft++]);
  }
  return merged.concat(left.slice(fromLeft), right.slice(fromRight));
}

/** Fisher and Yates, inside out, with the execution's randomness. */
function shuffle(focus: EngineFocus, array: readonly unknown[]): unknown[] {
  const { entropy } = evaluationOf(focus).scope;
  const result: unknown[] = [];
  for (const [index, value] of array.entries()) {
    const other = Math.floor(entropy.random() * (index + 1));
    result[index] = result[other];
    result[other] = value;
  }
  return result;
}

/** An object as a sequence of objects of one key each; an array as an array of such. */
function spread(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? makeSequence([]) : value.flatMap(spread);
  const isObject = typeof value === "object" && value !== null && !isLambda(value);
  return isObject ? makeSequence(entriesOf(value)) : value;
}

function entriesOf(object: object): object[] {
  return Object.entries(object).map((entry) => Object.fromEntries([entry]));
}

type Extreme = (left: number, right: number) => number;

function extreme(numbers: readonly number[] | undefined, choose: Extreme): number | undefined {
  if (numbers === undefined || numbers.length === 0) return undefined;
  return numbers.reduce((left, right) => choose(left, right));
}
