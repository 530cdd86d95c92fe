import type { JsonataBudget } from "../jsonata-budget.ts";
import { type EngineFocus, evaluationOf } from "../jsonata-evaluation.ts";
import { lookup, makeSequence } from "../jsonata-sequence.ts";
import type { LinearRegExp, RegExpMatch } from "../linear-regexp.ts";
import { deepEqual, membersOf } from "./budgeted.ts";
import type { EngineFunction, Implementation } from "./engine-functions.ts";
import { type Key, orderBy } from "./order-by.ts";

/** What the guard calls for the engine's own operators. No expression can spell the names. */
export const operatorFunctions: { readonly [name: string]: EngineFunction } = {
  "(field)": operator((_focus, input: unknown, key: string) => lookup(input, key)),
  "(own)": operator((_focus, value: unknown) => own(value)),
  "(range)": operator((focus, from: unknown, to: unknown) => range(focus, from, to)),
  "(equal)": operator((focus, left: unknown, right: unknown) => equal(focus, left, right, true)),
  "(unequal)": operator((focus, left: unknown, right: unknown) => equal(focus, left, right, false)),
  "(wildcard)": operator((focus, input: unknown) => wildcard(input, budgetOf(focus))),
  "(descendants)": operator((focus, input: unknown) => descendants(input, budgetOf(focus))),
  "(sort)": operator((focus, items: unknown, descending: readonly boolean[], ...keys: Key[]) =>
    orderBy(focus, items, descending, keys),
  ),
  "(regex)": operator((focus, regExp: LinearRegExp) => matcher(regExp, budgetOf(focus))),
};

function operator<A extends never[]>(run: (focus: EngineFocus, ...args: A) => unknown) {
  const implementation = function (this: EngineFocus, ...args: A): unknown {
    return run(this, ...args);
  };
  return { _jsonata_function: true, implementation: implementation as Implementation } as const;
}

function budgetOf(focus: EngineFocus): JsonataBudget {
  return evaluationOf(focus).budget;
}

/** An array of a document, copied, since the engine is going to mark it. */
function own(value: unknown): unknown {
  return Array.isArray(value) && !("sequence" in value || "cons" in value) ? value.slice() : value;
}

function range(focus: EngineFocus, from: unknown, to: unknown): unknown {
  if (from !== undefined && !Number.isInteger(from)) throw coded("T2003", from);
  if (to !== undefined && !Number.isInteger(to)) throw coded("T2004", to);
  if (from === undefined || to === undefined) return undefined;
  const first = from as number;
  const length = (to as number) - first + 1;
  if (length <= 0) return undefined;
  if (length > 1e7) throw coded("D2014", length);
  const budget = budgetOf(focus);
  budget.takeElements(length);
  budget.copyElements(length);
  const numbers: number[] = [];
  for (let number = first; number < first + length; number += 1) numbers.push(number);
  return makeSequence(numbers);
}

function coded(code: string, value: unknown): object {
  return { code, value, token: "..", stack: "" };
}

function equal(focus: EngineFocus, left: unknown, right: unknown, wanted: boolean): boolean {
  if (left === undefined || right === undefined) return false;
  return deepEqual(left, right, budgetOf(focus)) === wanted;
}

/** `*`: the values of all fields, arrays flattened. It is a sequence only if none is an array. */
function wildcard(input: unknown, budget: JsonataBudget): unknown {
  if (typeof input !== "object" || input === null) return undefined;
  const values = Object.values(input);
  const found: unknown[] = [];
  for (const value of values) collect(value, found, budget);
  return values.some(Array.isArray) ? found : makeSequence(found);
}

function collect(value: unknown, found: unknown[], budget: JsonataBudget): void {
  budget.visit();
  if (found.length >= budget.elementsMax) budget.takeElements(found.length + 1);
  if (Array.isArray(value)) for (const member of value) collect(member, found, budget);
  else found.push(value);
}

/** `**`: the input and all that is in it, but arrays only by their members. */
function descendants(input: unknown, budget: JsonataBudget): unknown {
  if (input === undefined) return undefined;
  const found: unknown[] = [];
  descend(input, found, budget);
  return found.length === 1 ? found[0] : makeSequence(found);
}

function descend(input: unknown, found: unknown[], budget: JsonataBudget): void {
  budget.visit();
  if (found.length >= budget.elementsMax) budget.takeElements(found.length + 1);
  if (!Array.isArray(input)) found.push(input);
  for (const member of membersOf(input)) descend(member, found, budget);
}

interface EngineMatch extends RegExpMatch {
  readonly next: () => EngineMatch | undefined;
}

/** The matcher that the engine makes of a regular expression, with a linear one inside. */
function matcher(regExp: LinearRegExp, budget: JsonataBudget) {
  return (text: string, from?: number): EngineMatch | undefined => {
    const find = regExp.on(text, (characters) => budget.charge(characters / charactersPerStep));
    const toEngine = (match: RegExpMatch | undefined): EngineMatch | undefined =>
      match && { ...match, next: () => toEngine(next(match.end)) };
    const next = (end: number): RegExpMatch | undefined => {
      if (end >= text.length) return undefined;
      const match = find(end);
      if (match?.match === "") throw { code: "D1004", value: regExp.source, stack: "" };
      return match;
    };
    return toEngine(find(from ?? 0));
  };
}

/** Reading a character costs the matching engine a good deal. */
const charactersPerStep = 8;
