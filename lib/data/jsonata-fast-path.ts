import type { JsonataExpression } from "../language/grammar/jsonata.ts";
import { isJsonataFunctionName } from "../language/grammar/jsonata-function-names.ts";
import type { JsonataNode } from "../language/grammar/jsonata-node.ts";
import { defineKey, type JsonValue, type MutableJsonObject, ownValue } from "../language/json.ts";
import { compileFastCall } from "./jsonata-fast-call.ts";
import { binaryOperators, isTrue, negated, Unfit } from "./jsonata-fast-operators.ts";
import { FastRun, type Read } from "./jsonata-fast-run.ts";
import { compileFastPathExpression } from "./jsonata-fast-steps.ts";
import { jsonOf } from "./jsonata-values.ts";
import type { Scope } from "./scope.ts";

/** Evaluates at once. Throws whatever it likes where the engine must do it, or would fail. */
export type EvaluateFast = (scope: Scope) => JsonValue | undefined;

/**
 * Compiles literals, paths, operators, constructors, conditions and calls of simple functions into
 * closures, for which the engine would wait at every node. Undefined: the engine must do it.
 * What a compiled expression gives is what the engine gives, or it throws.
 */
export function compileFast({ ast, functions }: JsonataExpression): EvaluateFast | undefined {
  const read = compileNode(ast, 1);
  if (read === undefined) return undefined;
  if (functions.length === 0) return (scope) => read(new FastRun(scope)) as JsonValue | undefined;
  return (scope) => {
    const run = new FastRun(scope);
    return jsonOf(read(run), run.evaluation.budget);
  };
}

/** Deeper than this the engine counts, so that the limit of depth holds. */
const depthMax = 50;

type CompileNode = (node: JsonataNode, depth: number) => Read | undefined;

const compilers: { readonly [type: string]: CompileNode } = {
  string: constant,
  number: constant,
  value: constant,
  variable: (node) => {
    const name = String(node.value);
    if (name === "" || name === "$" || name === "states") return undefined;
    if (isJsonataFunctionName(name)) return undefined;
    return ({ scope }) => ownValue(scope.variables, name);
  },
  path: compileFastPathExpression,
  unary: (node, depth) => unaryCompilers[String(node.value)]?.(node, depth),
  binary: (node, depth) => {
    const combine = binaryOperators[String(node.value)];
    const left = compileNode(node.lhs as JsonataNode, depth + 1);
    const right = compileNode(node.rhs as JsonataNode, depth + 1);
    if (combine === undefined || left === undefined || right === undefined) return undefined;
    return combine(left, right);
  },
  condition: (node, depth) => {
    const condition = compileNode(node.condition as JsonataNode, depth + 1);
    const yes = compileNode(node.then as JsonataNode, depth + 1);
    const no = node.else === undefined ? nothing : compileNode(node.else as JsonataNode, depth + 1);
    if (condition === undefined || yes === undefined || no === undefined) return undefined;
    return (run) => (isTrue(condition(run)) ? yes(run) : no(run));
  },
  block: (node, depth) => {
    const parts = compileAll(node.expressions as readonly JsonataNode[], depth);
    if (parts === undefined) return undefined;
    return (run) => parts.reduce<unknown>((_, part) => part(run), undefined);
  },
  function: (node, depth) => compileFastCall(node, compileAll(argumentsOf(node), depth)),
};

const unaryCompilers: { readonly [operator: string]: CompileNode } = {
  "-": (node, depth) => {
    const operand = compileNode(node.expression as JsonataNode, depth + 1);
    return operand && ((run) => negated(operand(run)));
  },
  "[": (node, depth) => {
    const nodes = node.expressions as readonly JsonataNode[];
    const members = compileAll(nodes, depth);
    if (members === undefined) return undefined;
    const isNested = nodes.map(({ value }) => value === "[");
    return (run) => arrayOf(run, members, isNested);
  },
  "{": (node, depth) => {
    const pairs = node.lhs as readonly (readonly [JsonataNode, JsonataNode])[];
    const keys = compileAll(
      pairs.map(([key]) => key),
      depth,
    );
    const values = compileAll(
      pairs.map(([, value]) => value),
      depth,
    );
    return keys && values && ((run) => objectOf(run, keys, values));
  },
};

function compileNode(node: JsonataNode, depth: number): Read | undefined {
  const isPlain = node.predicate === undefined && node.group === undefined && !node.keepArray;
  return isPlain && depth <= depthMax ? compilers[node.type]?.(node, depth) : undefined;
}

function compileAll(nodes: readonly JsonataNode[], depth: number): readonly Read[] | undefined {
  const compiled: Read[] = [];
  for (const node of nodes) {
    const read = compileNode(node, depth + 1);
    if (read === undefined) return undefined;
    compiled.push(read);
  }
  return compiled;
}

function argumentsOf(node: JsonataNode): readonly JsonataNode[] {
  return node.arguments as readonly JsonataNode[];
}

function constant({ value }: JsonataNode): Read {
  return () => value;
}

function nothing(): undefined {
  return undefined;
}

/** Members that are arrays are spliced in, except those that are written as arrays. */
function arrayOf(run: FastRun, members: readonly Read[], isNested: readonly boolean[]): unknown[] {
  const array: unknown[] = [];
  for (let index = 0; index < members.length; index += 1) {
    const value = members[index]?.(run);
    if (value === undefined) continue;
    if (Array.isArray(value) && !isNested[index]) for (const member of value) array.push(member);
    else array.push(value);
  }
  return array;
}

/** Without undefined members. The engine reports keys that are no text or stand twice. */
function objectOf(run: FastRun, keys: readonly Read[], values: readonly Read[]): unknown {
  const object: MutableJsonObject = {};
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index]?.(run);
    if (key === undefined) continue;
    if (typeof key !== "string") throw new Unfit();
    const value = values[index]?.(run);
    if (Object.hasOwn(object, key)) throw new Unfit();
    if (value !== undefined) defineKey(object, key, value as JsonValue);
  }
  return object;
}
