import type { JsonataExpression } from "../language/grammar/jsonata.ts";
import { isJsonataFunctionName } from "../language/grammar/jsonata-function-names.ts";
import type { JsonataNode } from "../language/grammar/jsonata-node.ts";
import { defineKey, type JsonValue, type MutableJsonObject, ownValue } from "../language/json.ts";
import { compileFastCall } from "./jsonata-fast-call.ts";
import { compileFilters } from "./jsonata-fast-filters.ts";
import { compileFastGroup } from "./jsonata-fast-group.ts";
import { binaryOperators, isTrue, negated, Unfit } from "./jsonata-fast-operators.ts";
import { bind, type CompileNode, FastRun, type Place, type Read } from "./jsonata-fast-run.ts";
import { compileFastSteps } from "./jsonata-fast-steps.ts";
import { collapsed, makeConstructed } from "./jsonata-sequence.ts";
import { jsonOf } from "./jsonata-values.ts";
import type { Scope } from "./scope.ts";

/** Evaluates at once. Throws whatever it likes where the engine must do it, or would fail. */
export type EvaluateFast = (scope: Scope) => JsonValue | undefined;

/**
 * Compiles all but the rare into closures, for which the engine would wait at every node.
 * Undefined: the engine must do it. What a compiled expression gives is what the engine gives, or
 * it throws: JsonataBoundError where it has gone past a bound, anything else to call the engine.
 */
export function compileFast({ ast }: JsonataExpression): EvaluateFast | undefined {
  const program = { slots: 0, isIntricate: false };
  const place = { depth: 1, names: new Map(), hasContext: false, program };
  const root = ast.type === "bind" ? (ast.rhs as JsonataNode) : ast;
  const read = compileNode(root, place);
  if (read === undefined) return undefined;
  if (!program.isIntricate) return (scope) => read(new FastRun(scope)) as JsonValue | undefined;
  return (scope) => {
    const run = new FastRun(scope);
    return jsonOf(read(run), run.budget);
  };
}

/** Deeper than this the engine counts, so that the limit of depth holds. */
const depthMax = 50;

function compileNode(node: JsonataNode, place: Place): Read | undefined {
  if (node.keepArray || place.depth > depthMax) return undefined;
  const below = { ...place, depth: place.depth + 1 };
  if (node.group !== undefined) return compileFastGroup(node, below, compileNode);
  const read = compilers[node.type]?.(node, below);
  if (node.predicate === undefined || read === undefined) return read;
  const filters = compileFilters(node.predicate, place, compileNode);
  return filters && ((run) => collapsed(filters(run, read(run))));
}

const compilers: { readonly [type: string]: CompileNode } = {
  string: constant,
  number: constant,
  value: constant,
  variable: (node, { names, hasContext }) => {
    const name = String(node.value);
    const slot = names.get(name);
    if (slot !== undefined) return ({ locals }) => locals[slot];
    if (name === "" && hasContext) return ({ context }) => context;
    if (["", "$", "states"].includes(name) || isJsonataFunctionName(name)) return undefined;
    return ({ scope }) => ownValue(scope.variables, name);
  },
  path: (node, place) => compileFastSteps(node, place, compileNode),
  unary: (node, place) => unaryCompilers[String(node.value)]?.(node, place),
  binary: (node, place) => {
    const combine = binaryOperators[String(node.value)];
    const left = compileNode(node.lhs as JsonataNode, place);
    const right = compileNode(node.rhs as JsonataNode, place);
    if (combine === undefined || left === undefined || right === undefined) return undefined;
    return combine(left, right);
  },
  condition: (node, place) => {
    const condition = compileNode(node.condition as JsonataNode, place);
    const yes = compileNode(node.then as JsonataNode, place);
    const no = node.else === undefined ? nothing : compileNode(node.else as JsonataNode, place);
    if (condition === undefined || yes === undefined || no === undefined) return undefined;
    return (run) => (isTrue(condition(run)) ? yes(run) : no(run));
  },
  block: (node, place) => {
    const inner = { ...place, names: new Map(place.names) };
    const parts = compileAll(node.expressions as JsonataNode[], inner, compileStatement);
    if (parts === undefined) return undefined;
    return (run) => parts.reduce<unknown>((_, part) => part(run), undefined);
  },
  // The wrapper of a tail call; functions of the user's are compiled where they are called.
  lambda: (node, place) =>
    node.thunk === true ? compileNode(node.body as JsonataNode, place) : undefined,
  function: (node, place) => {
    return compileFastCall(node, node.arguments as JsonataNode[], place, compileNode);
  },
  apply: (node, place) => {
    const call = node.rhs as JsonataNode;
    const given = node.lhs as JsonataNode;
    if (call.type === "variable") {
      return compileFastCall({ ...node, procedure: call }, [given], place, compileNode);
    }
    if (call.type !== "function" || call.predicate !== undefined) return undefined;
    const args = [given, ...(call.arguments as JsonataNode[])];
    return compileFastCall(call, args, place, compileNode);
  },
};

/** A statement of a block may bind a variable for those after it. */
function compileStatement(node: JsonataNode, place: Place): Read | undefined {
  if (node.type !== "bind") return compileNode(node, place);
  const name = String((node.lhs as JsonataNode).value);
  const value = compileNode(node.rhs as JsonataNode, place);
  if (value === undefined || name === "states" || isJsonataFunctionName(name)) return undefined;
  const slot = bind(name, place);
  return (run) => {
    const bound = value(run);
    run.locals[slot] = bound;
    return bound;
  };
}

const unaryCompilers: { readonly [operator: string]: CompileNode } = {
  "-": (node, place) => {
    const operand = compileNode(node.expression as JsonataNode, place);
    return operand && ((run) => negated(operand(run)));
  },
  "[": (node, place) => {
    const nodes = node.expressions as readonly JsonataNode[];
    const members = compileAll(nodes, place);
    if (members === undefined) return undefined;
    const isNested = nodes.map(({ value }) => value === "[");
    if (node.consarray === true) return (run) => makeConstructed(arrayOf(run, members, isNested));
    return (run) => arrayOf(run, members, isNested);
  },
  "{": (node, place) => {
    const pairs = node.lhs as readonly (readonly [JsonataNode, JsonataNode])[];
    const keys = compileAll(
      pairs.map(([key]) => key),
      place,
    );
    const values = compileAll(
      pairs.map(([, value]) => value),
      place,
    );
    return keys && values && ((run) => objectOf(run, keys, values));
  },
};

function compileAll(
  nodes: readonly JsonataNode[],
  place: Place,
  compile = compileNode,
): readonly Read[] | undefined {
  const compiled: Read[] = [];
  for (const node of nodes) {
    const read = compile(node, place);
    if (read === undefined) return undefined;
    compiled.push(read);
  }
  return compiled;
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
    if (!Array.isArray(value) || isNested[index]) {
      array.push(value);
      continue;
    }
    run.budget.copyElements(value.length);
    for (const member of value) array.push(member);
    run.budget.takeElements(array.length);
  }
  return array;
}

/** Without undefined members. The engine reports keys that are no text or stand twice. */
function objectOf(run: FastRun, keys: readonly Read[], values: readonly Read[]): unknown {
  // Given an array for the context, the engine makes it a group.
  if (Array.isArray(run.context)) throw new Unfit();
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
