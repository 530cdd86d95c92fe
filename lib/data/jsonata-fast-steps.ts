import { isJsonataFunctionName } from "../language/grammar/jsonata-function-names.ts";
import type { JsonataNode } from "../language/grammar/jsonata-node.ts";
import { ExactNumber, type JsonObject, ownValue } from "../language/json.ts";
import type { FastRun, Read } from "./jsonata-fast-run.ts";
import { statesField } from "./jsonata-roots.ts";
import { isSequence, lookup, makeSequence } from "./jsonata-sequence.ts";

/** `.name[0][-1]` */
interface Step {
  readonly name: string;
  readonly indexes: readonly number[];
}

/** Compiles `$states.input.a[0].b` and `$x.a`: names and constant indexes after a variable. */
export function compileFastPathExpression(node: JsonataNode): Read | undefined {
  const [first, ...rest] = node.steps as readonly JsonataNode[];
  if (node.keepSingletonArray === true || node.tuple === true || first === undefined) return;
  const steps = rest.map(stepOf);
  if (!steps.every((step) => step !== undefined) || !isPlainVariable(first)) return undefined;
  const variable = String(first.value);
  const [field, ...below] = steps;
  if (variable !== "states") {
    return ({ scope }) => follow(ownValue(scope.variables, variable), steps, 0);
  }
  if (field === undefined || field.indexes.length > 0) return undefined;
  return ({ scope }: FastRun) => follow(statesField(scope, field.name), below, 0);
}

function isPlainVariable(node: JsonataNode): boolean {
  const { type, value, predicate, group, focus, index, keepArray } = node;
  const extras = [predicate, group, focus, index, keepArray, node.tuple, node.stages];
  if (type !== "variable" || extras.some((extra) => extra !== undefined)) return false;
  const name = String(value);
  return name !== "" && name !== "$" && !isJsonataFunctionName(name);
}

const stepFields = new Set(["type", "value", "position", "stages", "id", "lbp"]);

function stepOf(node: JsonataNode): Step | undefined {
  if (node.type !== "name" || Object.keys(node).some((field) => !stepFields.has(field))) return;
  const stages = (node.stages ?? []) as readonly { type: string; expr?: JsonataNode }[];
  const indexes: number[] = [];
  for (const { type, expr } of stages) {
    if (type !== "filter" || expr?.type !== "number") return undefined;
    indexes.push(Math.floor(Number(expr.value)));
  }
  return { name: String(node.value), indexes };
}

/** One value at a time, for as long as no array is met before the end. */
function follow(root: unknown, steps: readonly Step[], from: number): unknown {
  let value = root;
  for (let index = from; index < steps.length; index += 1) {
    if (Array.isArray(value)) return followAll(value, steps, index);
    if (typeof value !== "object" || value === null || value instanceof ExactNumber) return;
    const { name, indexes } = steps[index] as Step;
    value = ownValue(value as JsonObject, name);
    for (const at of indexes) value = memberAt(value, at);
  }
  return value;
}

/** Many values at a time: each step maps over all and joins what it finds into one sequence. */
function followAll(first: readonly unknown[], steps: readonly Step[], from: number): unknown {
  let items = first;
  for (let index = from; index < steps.length; index += 1) {
    const { name, indexes } = steps[index] as Step;
    const found: unknown[] = [];
    for (const item of items) {
      let value = collapsed(lookup(item, name));
      for (const at of indexes) value = selected(value, at);
      if (value !== undefined) found.push(value);
    }
    const [only] = found;
    const isLast = index === steps.length - 1;
    if (isLast && found.length === 1 && Array.isArray(only) && !isSequence(only)) return only;
    items = found.flat();
  }
  return items.length > 1 ? items : items[0];
}

/** A sequence of one is that one; an empty one is undefined. */
function collapsed(value: unknown): unknown {
  return isSequence(value) && (value as unknown[]).length < 2 ? (value as unknown[])[0] : value;
}

/** `value[at]` as a sequence, or the array that stands there. */
function selected(value: unknown, at: number): unknown {
  const member = memberAt(value, at);
  if (Array.isArray(member)) return member;
  return makeSequence(member === undefined ? [] : [member]);
}

function memberAt(value: unknown, at: number): unknown {
  if (Array.isArray(value)) return value.at(at);
  return at === 0 || at === -1 ? value : undefined;
}
