import type { JsonataBudget } from "../jsonata-budget.ts";
import { type EngineFocus, evaluationOf } from "../jsonata-evaluation.ts";
import type { LazyRegExp, LinearRegExp, RegExpMatch } from "../linear-regexp.ts";
import { deepEqual, makeSequence } from "./budgeted.ts";
import { lookup } from "./collections.ts";
import type { EngineFunction, Implementation } from "./engine-functions.ts";

/** What the guard calls instead of the engine's own operators. No expression can spell the names. */
export const operatorFunctions: { readonly [name: string]: EngineFunction } = {
  "(field)": operator((_focus, input: unknown, key: string) => lookup(input, key)),
  "(own)": operator((_focus, value: unknown) => own(value)),
  "(range)": operator((focus, from: unknown, to: unknown) => range(focus, from, to)),
  "(equal)": operator((focus, left: unknown, right: unknown) => equal(focus, left, right, true)),
  "(unequal)": operator((focus, left: unknown, right: unknown) => equal(focus, left, right, false)),
  "(wildcard)": operator((focus, input: unknown) => wildcard(input, budgetOf(focus))),
  "(descendants)": operator((focus, input: unknown) => descendants(input, budgetOf(focus))),
  "(regex)": operator((focus, regExp: LazyRegExp) => {
    return matcher(regExp.compiled(), budgetOf(focus));
  }),
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
  return Array.isArray(value) && !("sequence" in value) ? value.slice() : value;
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
  return makeSequence(Array.from({ length }, (_, index) => first + index));
}

function coded(code: string, value: unknown): object {
  return { code, value, token: "..", stack: "" };
}

function equal(focus: EngineFocus, left: unknown, right: unknown, wanted: boolean): boolean {
  if (left === undefined || right === undefined) return false;
  return deepEqual(left, right, budgetOf(focus)) === wanted;
}

/** `*`: the values of all fields, arrays flattened. */
function wildcard(input: unknown, budget: JsonataBudget): unknown {
  const found: unknown[] = [];
  if (typeof input === "object" && input !== null) {
    for (const value of Object.values(input)) collect(value, found, budget);
  }
  return makeSequence(found);
}

function collect(value: unknown, found: unknown[], budget: JsonataBudget): void {
  budget.copyElements(1);
  budget.charge(1 / 32);
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
  budget.copyElements(1);
  budget.charge(1 / 32);
  if (!Array.isArray(input)) found.push(input);
  if (typeof input !== "object" || input === null) return;
  for (const member of Object.values(input)) descend(member, found, budget);
}

interface EngineMatch extends RegExpMatch {
  readonly next: () => EngineMatch | undefined;
}

/** The matcher that the engine makes of a regular expression, with a linear one inside. */
function matcher(regExp: LinearRegExp, budget: JsonataBudget) {
  const find = (text: string, from: number): EngineMatch | undefined => {
    const rest = text.length - from;
    const match = regExp.exec(text, from);
    const read = match === undefined || regExp.readsAhead ? rest : match.end - from;
    budget.charge(1 + read / 512);
    if (match === undefined) return undefined;
    return { ...match, next: () => findNext(text, match) };
  };
  const findNext = (text: string, { end }: RegExpMatch): EngineMatch | undefined => {
    if (end >= text.length) return undefined;
    const next = find(text, end);
    if (next?.match === "") throw { code: "D1004", value: regExp.source, stack: "" };
    return next;
  };
  return (text: string, from?: number) => find(text, from ?? 0);
}
