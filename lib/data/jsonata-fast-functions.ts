import type { JsonataNode } from "../language/grammar/jsonata-node.ts";
import { isTrue, Unfit } from "./jsonata-fast-operators.ts";
import { bind, type CompileNode, type FastRun, type Place, type Read } from "./jsonata-fast-run.ts";
import { collapsed, makeSelection } from "./jsonata-sequence.ts";

/** A function that an expression writes as an argument, called in the evaluation at hand. */
interface Callback {
  readonly arity: number;
  call(run: FastRun, ...args: readonly unknown[]): unknown;
}

type HigherOrder = (run: FastRun, value: unknown, callback: Callback, start: unknown) => unknown;

/** JSONata's functions of functions. `value` is never undefined. */
const higherOrderFunctions: ReadonlyMap<string, HigherOrder> = new Map([
  ["map", map],
  ["filter", filter],
  ["reduce", reduce],
  ["sort", sort],
  ["each", each],
  ["sift", sift],
]);

/** True for `$map(…, function($v) { … })` and the like: the function is written right there. */
export function isHigherOrder(name: string, args: readonly JsonataNode[]): boolean {
  return higherOrderFunctions.has(name) && args[1]?.type === "lambda";
}

/** Compiles such a call. Undefined: the engine must do it. */
export function compileHigherOrder(
  name: string,
  [valueNode, lambda, startNode, ...rest]: readonly JsonataNode[],
  place: Place,
  compile: CompileNode,
): Read | undefined {
  const run = higherOrderFunctions.get(name);
  if (run === undefined || valueNode === undefined || lambda === undefined) return undefined;
  if (rest.length > 0 || (startNode !== undefined && name !== "reduce")) return undefined;
  const value = compile(valueNode, place);
  const callback = compileCallback(lambda, place, compile);
  const start = startNode === undefined ? () => undefined : compile(startNode, place);
  if (value === undefined || callback === undefined || start === undefined) return undefined;
  return (evaluation) => {
    const given = value(evaluation);
    const first = start(evaluation);
    return given === undefined ? undefined : collapsed(run(evaluation, given, callback, first));
  };
}

function compileCallback(
  { arguments: nodes, body, signature, thunk }: JsonataNode,
  place: Place,
  compile: CompileNode,
): Callback | undefined {
  if (signature !== undefined || thunk === true) return undefined;
  const names = new Map(place.names);
  const inner = { ...place, names };
  const slots = (nodes as readonly JsonataNode[]).map(({ value }) => bind(String(value), inner));
  const read = compile(body as JsonataNode, inner);
  return (
    read && {
      arity: slots.length,
      call: (run, ...args) => {
        run.budget.charge(1);
        for (const [index, slot] of slots.entries()) run.locals[slot] = args[index];
        return read(run);
      },
    }
  );
}

/** A value that is no array stands for an array of itself. */
function arrayOf(run: FastRun, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return [value];
  run.budget.take(value);
  return value;
}

function map(run: FastRun, value: unknown, callback: Callback): unknown {
  const results: unknown[] = [];
  const array = arrayOf(run, value);
  for (const [index, item] of array.entries()) {
    const result = callback.call(run, item, index, array);
    if (result !== undefined) results.push(result);
  }
  return makeSelection(results);
}

function filter(run: FastRun, value: unknown, callback: Callback): unknown {
  const array = arrayOf(run, value);
  return makeSelection(
    array.filter((item, index) => isTrue(callback.call(run, item, index, array))),
  );
}

function reduce(run: FastRun, value: unknown, callback: Callback, start: unknown): unknown {
  if (callback.arity < 2) throw new Unfit();
  const array = arrayOf(run, value);
  const isStarted = start !== undefined || array.length === 0;
  let result = isStarted ? start : array[0];
  for (let index = isStarted ? 0 : 1; index < array.length; index += 1) {
    result = callback.call(run, result, array[index], index, array);
    run.budget.take(result);
  }
  return result;
}

/** Stable, asking in the order in which the engine does. */
function sort(run: FastRun, value: unknown, callback: Callback): unknown {
  const array = arrayOf(run, value);
  return array.length <= 1 ? array : mergeSort(run, array, callback);
}

function mergeSort(run: FastRun, array: readonly unknown[], swaps: Callback): unknown[] {
  if (array.length <= 1) return [...array];
  const middle = Math.floor(array.length / 2);
  const left = mergeSort(run, array.slice(0, middle), swaps);
  const right = mergeSort(run, array.slice(middle), swaps);
  const merged: unknown[] = [];
  let [fromLeft, fromRight] = [0, 0];
  while (fromLeft < left.length && fromRight < right.length) {
    if (swaps.call(run, left[fromLeft], right[fromRight])) merged.push(right[fromRight++]);
    else merged.push(left[fromLeft++]);
  }
  return merged.concat(left.slice(fromLeft), right.slice(fromRight));
}

function each(run: FastRun, value: unknown, callback: Callback): unknown {
  const results: unknown[] = [];
  for (const [key, member] of entriesOf(value)) {
    const result = callback.call(run, member, key, value);
    if (result !== undefined) results.push(result);
  }
  return makeSelection(results);
}

function sift(run: FastRun, value: unknown, callback: Callback): unknown {
  const kept = entriesOf(value).filter(([key, member]) => {
    return isTrue(callback.call(run, member, key, value));
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** The engine has the words for what is no object. */
function entriesOf(value: unknown): [string, unknown][] {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isObject || Object.getPrototypeOf(value) !== Object.prototype) throw new Unfit();
  return Object.entries(value);
}
