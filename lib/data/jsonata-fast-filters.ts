import type { JsonataNode } from "../language/grammar/jsonata-node.ts";
import { isTrue, plain, Unfit } from "./jsonata-fast-operators.ts";
import type { CompileNode, FastRun, Place, Read } from "./jsonata-fast-run.ts";
import { makeSelection } from "./jsonata-sequence.ts";

/** What is left of a value after its filters: a sequence, or an array that stood at an index. */
export type Filter = (run: FastRun, value: unknown) => unknown;

/** Compiles `[0][price > 10]`. Undefined: the engine must do it. */
export function compileFilters(
  stages: unknown,
  place: Place,
  compile: CompileNode,
): Filter | undefined {
  const filters: Filter[] = [];
  for (const { type, expr } of (stages ?? []) as readonly Stage[]) {
    const filter = type === "filter" ? compileFilter(expr, place, compile) : undefined;
    if (filter === undefined) return undefined;
    filters.push(filter);
  }
  return (run, value) => filters.reduce((selected, filter) => filter(run, selected), value);
}

interface Stage {
  readonly type: string;
  readonly expr: JsonataNode;
}

function compileFilter(node: JsonataNode, place: Place, compile: CompileNode): Filter | undefined {
  if (node.type === "number") {
    const at = Math.floor(Number(node.value));
    return (_run, value) => selected(value, at);
  }
  const condition = compile(node, { ...place, hasContext: true });
  if (condition === undefined) return undefined;
  place.program.isIntricate = true;
  return (run, value) => matching(run, value, condition);
}

/** `value[at]` as a sequence, or the array that stands there. */
function selected(value: unknown, at: number): unknown {
  const member = memberAt(value, at);
  if (Array.isArray(member)) return member;
  return makeSelection(member === undefined ? [] : [member]);
}

/** A value that is no array stands for an array of itself. */
export function memberAt(value: unknown, at: number): unknown {
  if (Array.isArray(value)) return value.at(at);
  return at === 0 || at === -1 ? value : undefined;
}

/** The items for which the condition is true, or is their index, or an array with their index. */
function matching(run: FastRun, value: unknown, condition: Read): unknown[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const outer = run.context;
  const found: unknown[] = [];
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    run.budget.charge(1);
    run.context = item;
    if (!isSelected(plain(condition(run)), index, items.length)) continue;
    if (item === undefined) throw new Unfit();
    found.push(item);
  }
  run.context = outer;
  return makeSelection(found);
}

function isSelected(answer: unknown, index: number, length: number): boolean {
  const isIndex = (number: number): boolean => {
    const at = Math.floor(number);
    return (at < 0 ? length + at : at) === index;
  };
  if (typeof answer === "number") return isIndex(answer);
  if (!Array.isArray(answer)) return isTrue(answer);
  const numbers = answer.map(plain);
  if (!numbers.every((number) => typeof number === "number")) return isTrue(answer);
  // An index that stands twice selects twice.
  if (numbers.filter(isIndex).length > 1) throw new Unfit();
  return numbers.some(isIndex);
}
