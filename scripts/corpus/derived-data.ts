import { parseIntrinsic } from "../../lib/language/grammar/intrinsic.ts";
import { parseJsonPath } from "../../lib/language/grammar/json-path.ts";
import type { PathStep, PathSyntax } from "../../lib/language/grammar/path-syntax.ts";
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from "../../lib/language/json.ts";
import { Guess } from "./guess.ts";

/**
 * Documents in which every path that a definition reads leads to something of the kind that the
 * reader wants: numbers where a number is compared, arrays where a Map iterates. `variant` turns
 * through the values with which Choice Rules compare. Used as input and as every Task's result.
 */
export function deriveDocument(definition: JsonValue): (variant: number) => JsonValue {
  const root = new Guess();
  const assigned = assignedPaths(definition);
  for (const { path, hints } of readings(definition)) place(root, path, hints, assigned);
  return (variant) => root.document(variant);
}

interface Reading {
  readonly path: PathSyntax;
  readonly hints: readonly JsonValue[];
}

const numbers = [1, 0, 5];
const timestamps = ["2026-01-01T00:00:01Z"];
const texts = ["text"];
const items: JsonValue[] = [[{}]];

/** What a field that holds a path wants to find there. */
const hintsByField: { readonly [field: string]: readonly JsonValue[] } = {
  ItemsPath: items,
  SecondsPath: numbers,
  TimestampPath: timestamps,
  TimeoutSecondsPath: [60],
  HeartbeatSecondsPath: [30],
  MaxConcurrencyPath: [2],
  MaxItemsPath: [3],
  ToleratedFailureCountPath: [1],
  ToleratedFailurePercentagePath: [50],
  ErrorPath: texts,
  CausePath: texts,
};

/** What an intrinsic function wants, by argument. */
const hintsByFunction: { readonly [name: string]: readonly (readonly JsonValue[])[] } = {
  "States.StringToJson": [['{"a":1}']],
  "States.Base64Decode": [["aGVsbG8="]],
  "States.Base64Encode": [texts],
  "States.StringSplit": [["a,b"], [","]],
  "States.MathAdd": [numbers, numbers],
  "States.MathRandom": [[1], [9], [3]],
  "States.ArrayRange": [[1], [9], [2]],
  "States.ArrayPartition": [[[1, 2, 3]], [2]],
  "States.ArrayContains": [[[1, 2, 3]], [2]],
  "States.ArrayGetItem": [[[1, 2, 3]], [0]],
  "States.ArrayLength": [[[1, 2, 3]]],
  "States.ArrayUnique": [[[1, 2, 1]]],
  "States.JsonMerge": [[{ a: 1 }], [{ b: 2 }]],
  "States.Hash": [texts, ["SHA-1"]],
};

function* readings(value: JsonValue): Generator<Reading> {
  if (isJsonArray(value)) {
    for (const item of value) yield* readings(item);
  } else if (isJsonObject(value)) {
    for (const [field, inner] of Object.entries(value)) {
      yield* typeof inner === "string" ? fieldReadings(value, field, inner) : readings(inner);
    }
  }
}

function* fieldReadings(fields: JsonObject, field: string, text: string): Generator<Reading> {
  if (text.startsWith("{%")) yield* jsonataReadings(text);
  else if (text.startsWith("States.")) yield* intrinsicReadings(text);
  else if (field === "Variable") yield* pathReading(text, comparedValues(fields));
  else if (field === "ResultPath") return;
  else if (text.startsWith("$")) yield* pathReading(text, hintsByField[field] ?? []);
}

function* pathReading(text: string, hints: readonly JsonValue[]): Generator<Reading> {
  const parsed = parseJsonPath(text);
  if (parsed.ok) yield { path: parsed.path, hints };
}

function* intrinsicReadings(text: string): Generator<Reading> {
  const parsed = parseIntrinsic(text);
  if (!parsed.ok) return;
  const pending = [parsed.call];
  for (let call = pending.pop(); call !== undefined; call = pending.pop()) {
    const hints = hintsByFunction[call.name] ?? [];
    for (const [at, argument] of call.args.entries()) {
      if (argument.type === "call") pending.push(argument);
      if (argument.type === "path") yield { path: argument.path, hints: hints[at] ?? [] };
    }
  }
}

/** Values with which a Choice Rule compares its Variable. */
function comparedValues(rule: JsonObject): readonly JsonValue[] {
  const values: JsonValue[] = [];
  for (const [operator, operand] of Object.entries(rule)) {
    if (operator.endsWith("Path")) values.push(...(hintsByKind(operator) ?? []));
    else if (operator.startsWith("Is")) values.push(...(testedValues[operator] ?? []));
    else if (operator === "StringMatches") values.push(String(operand).replaceAll("*", "x"));
    else if (/^(String|Numeric|Boolean|Timestamp)/.test(operator)) values.push(...around(operand));
  }
  return values;
}

function hintsByKind(operator: string): readonly JsonValue[] | undefined {
  if (operator.startsWith("Numeric")) return numbers;
  if (operator.startsWith("Timestamp")) return timestamps;
  if (operator.startsWith("Boolean")) return [true, false];
  return operator.startsWith("String") ? texts : undefined;
}

const testedValues: { readonly [operator: string]: readonly JsonValue[] } = {
  IsNumeric: numbers,
  IsString: texts,
  IsBoolean: [true],
  IsTimestamp: timestamps,
  IsNull: [null],
};

/** The operand, and its neighbours where it is a number: some rule takes each of them. */
function around(operand: JsonValue): JsonValue[] {
  if (typeof operand === "number") return [operand, operand + 1, operand - 1];
  return typeof operand === "boolean" ? [operand, !operand] : [operand];
}

const reference =
  /\$(states\.(?:input|result)|states\.context\.Execution\.Input|[A-Za-z_]\w*)((?:\.[A-Za-z_]\w*|\[\d+\])*)\s*((?:[!<>]?=|<|>)\s*('[^']*'|"[^"]*"|[\d.]+|true|false))?/g;
const overArray =
  /\$(?:sum|count|map|filter|sort|max|min|average|reverse|shuffle|distinct|zip)\(\s*$/;

function* jsonataReadings(text: string): Generator<Reading> {
  for (const match of text.matchAll(reference)) {
    const [, root = "", steps = "", , literal] = match;
    const hints: JsonValue[] = literal === undefined ? [] : around(literalValue(literal));
    if (overArray.test(text.slice(0, match.index))) hints.push([1, 2, 3]);
    const path = root.startsWith("states.") ? `$${steps}` : `$${root}${steps}`;
    yield* pathReading(path, hints);
  }
}

function literalValue(literal: string): JsonValue {
  if (/^['"]/.test(literal)) return literal.slice(1, -1);
  return literal === "true" || literal === "false" ? literal === "true" : Number(literal);
}

/** The paths that are assigned to each variable. */
function assignedPaths(definition: JsonValue): ReadonlyMap<string, readonly PathStep[]> {
  const assigned = new Map<string, readonly PathStep[]>();
  const visit = (value: JsonValue, inAssign: boolean): void => {
    if (isJsonArray(value)) for (const item of value) visit(item, false);
    if (!isJsonObject(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      visit(inner, key === "Assign");
      if (!inAssign || typeof inner !== "string") continue;
      const text = inner.replace(/^\{%\s*\$states\.(?:input|result)(.*?)\s*%\}$/, "$$$1");
      const parsed = parseJsonPath(text);
      if (parsed.ok) assigned.set(key.replace(/\.\$$/, ""), parsed.path.steps);
    }
  };
  visit(definition, false);
  return assigned;
}

function place(
  root: Guess,
  { root: from, steps }: PathSyntax,
  hints: readonly JsonValue[],
  assigned: ReadonlyMap<string, readonly PathStep[]>,
): void {
  let all = steps;
  if (from.type === "variable") {
    const before = assigned.get(from.name);
    if (before === undefined) return;
    all = [...before, ...steps];
  } else if (from.type === "context") {
    const names = steps.slice(0, 2).map((step) => (step.type === "child" ? step.name : ""));
    if (names.join() === "Execution,Input") all = steps.slice(2);
    else if (names.join() === "Map,Item") all = steps.slice(3);
    else return;
  }
  root.place(all, hints);
  // The optimised Lambda integration wraps what the function returns.
  const [first, ...rest] = all;
  if (first?.type === "child" && first.name === "Payload") root.place(rest, hints);
}
