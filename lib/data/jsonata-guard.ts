import { isJsonataFunctionName } from "../language/grammar/jsonata-function-names.ts";
import type { JsonataNode } from "../language/grammar/jsonata-node.ts";
import { LinearRegExp } from "./linear-regexp.ts";

/** A tree that the engine can evaluate without harm to the host. */
export interface GuardedTree {
  readonly tree: JsonataNode;
  /** Nodes inside the second and later members of constructors, which are evaluated at once. */
  readonly siblings: number;
}

/**
 * Rewrites a syntax tree so that what the engine does by itself, out of our sight, is done by
 * functions of ours, which have budgets: ranges, comparisons of documents, descendants, regular
 * expressions. It also keeps names such as `constructor` from reaching JavaScript's prototypes,
 * and the engine from marking arrays of shared documents. The given tree is not changed.
 */
export function guarded(ast: JsonataNode): GuardedTree {
  const counter = { siblings: 0 };
  return { tree: rewrite(ast, counter) as JsonataNode, siblings: counter.siblings };
}

/**
 * Before the name of a function that is applied partially: the engine then calls it without its
 * environment, so it must bring its evaluation along.
 */
export const boundPrefix = "(bound)";

interface Counter {
  siblings: number;
}

function rewrite(value: unknown, counter: Counter): unknown {
  if (Array.isArray(value)) return value.map((member) => rewrite(member, counter));
  if (typeof value !== "object" || value === null || value instanceof RegExp) return value;
  if ("validate" in value) return value; // the compiled signature of a lambda
  const node: { [field: string]: unknown } = {};
  for (const [field, child] of Object.entries(value)) {
    // `seekingParent` is the parser's own note and may refer back to its node.
    if (field !== "seekingParent") node[field] = rewrite(child, counter);
  }
  countSiblings(node, counter);
  markGroup(node.group ?? node);
  const safe = guardNode(node as unknown as JsonataNode);
  return beginsWithVariable(value) ? evaluatedOnce(safe) : safe;
}

/** Grouping copies the group for each item that joins it: the budget must see items come. */
function markGroup(group: unknown): void {
  const { value, lhs } = group as { value?: unknown; lhs?: unknown };
  if (!Array.isArray(lhs) || (value !== undefined && value !== "{")) return;
  for (const pair of lhs as { groupRole?: string }[][]) {
    if (pair[0] !== undefined) pair[0].groupRole = "key";
    if (pair[1] !== undefined) pair[1].groupRole = "value";
  }
}

type Guard = (node: JsonataNode) => JsonataNode;

/** One row per node type that needs it. */
const guards: { readonly [type: string]: Guard } = {
  name: (node) =>
    isPrototypeName(node.value) ? asCall(node, "(field)", [context, literal(node.value)]) : node,
  wildcard: (node) => asCall(node, "(wildcard)", [context]),
  descendant: (node) => asCall(node, "(descendants)", [context]),
  regex: (node) => asCall(node, "(regex)", [literal(new LinearRegExp(node.value as RegExp))]),
  partial: (node) => {
    const procedure = node.procedure as JsonataNode;
    const isOurs = procedure.type === "variable" && isJsonataFunctionName(String(procedure.value));
    if (!isOurs) return node;
    return { ...node, procedure: { ...procedure, value: `${boundPrefix}${procedure.value}` } };
  },
  binary: (node) => {
    const { lhs, rhs } = node as unknown as { lhs: JsonataNode; rhs: JsonataNode };
    if (node.value === "..") return asCall(node, "(range)", [lhs, rhs]);
    const isEquality = node.value === "=" || node.value === "!=";
    if (!isEquality || isScalar(lhs) || isScalar(rhs)) return node;
    return asCall(node, node.value === "=" ? "(equal)" : "(unequal)", [lhs, rhs]);
  },
  path: (node) => keepDocuments(sortOurselves(node)),
  lambda: (node) => {
    const { definition = "" } = (node.signature ?? {}) as { definition?: string };
    if ((definition.match(/[?-]/g)?.length ?? 0) <= 12 && definition.split("+").length <= 3) {
      return node;
    }
    throw new Error(`the signature ${definition} has too many optional or repeated parameters`);
  },
};

function guardNode(node: JsonataNode): JsonataNode {
  const guard = guards[node.type];
  const safe = guard === undefined ? node : guard(node);
  return safe.type === "variable" && safe.group !== undefined ? ownArray(safe) : safe;
}

/**
 * `before^(key).after` as `(sort)(before, key).after`. Where the path keeps track of positions or
 * parents, the engine must do it.
 */
function sortOurselves(node: JsonataNode): JsonataNode {
  const steps = node.steps as readonly JsonataNode[];
  const at = steps.findIndex(({ type }) => type === "sort");
  if (at < 1 || steps.some(({ tuple, focus, index }) => tuple ?? focus ?? index)) return node;
  // A constructor's arrays are items, not sequences: only inside a path does the engine know.
  if (!["name", "variable", "function"].includes(steps[at - 1]?.type ?? "")) return node;
  if (steps.slice(0, at).some(({ type, value }) => type === "unary" && value === "[")) return node;
  const sort = steps[at] as JsonataNode;
  const terms = sort.terms as readonly { descending: boolean; expression: JsonataNode }[];
  const before: JsonataNode = { type: "path", steps: steps.slice(0, at) };
  const args = [before, literal(terms.map(({ descending }) => descending))];
  const keys = terms.map(({ expression }) => keyOf(expression));
  const sorted = asCall(sort, "(sort)", [...args, ...keys]);
  return sortOurselves({ ...node, steps: [sorted, ...steps.slice(at + 1)] });
}

function beginsWithVariable(value: object): boolean {
  const { type, steps } = value as Partial<JsonataNode>;
  return type === "path" && (steps as readonly JsonataNode[])[0]?.type === "variable";
}

/**
 * The engine evaluates a path once that begins with a variable, and any other for each member of
 * the item. Where its variable has become a call, this is `($first := …; $first.after)`.
 */
function evaluatedOnce(path: JsonataNode): JsonataNode {
  const [first, ...after] = path.steps as readonly JsonataNode[];
  if (first === undefined || first.type === "variable" || first.tuple !== undefined) return path;
  // Stages belong to the step, whatever it evaluates.
  const { stages, ...rhs } = first;
  const lhs: JsonataNode = { type: "variable", value: "(first)" };
  const begin: JsonataNode = { type: "bind", value: ":=", lhs, rhs };
  const step = stages === undefined ? lhs : { ...lhs, stages };
  return { type: "block", expressions: [begin, { ...path, steps: [step, ...after] }] };
}

/** A function that gives a term's value for an item. */
function keyOf(term: JsonataNode): JsonataNode {
  const item: JsonataNode = { type: "variable", value: "(item)" };
  const step: JsonataNode = { type: "block", expressions: [term] };
  return { type: "lambda", arguments: [item], body: { type: "path", steps: [item, step] } };
}

/** What is selected from a document is copied where the engine marks its result. */
function keepDocuments(node: JsonataNode): JsonataNode {
  if (!node.keepSingletonArray && node.group === undefined) return node;
  const steps = node.steps as readonly JsonataNode[];
  return { ...node, steps: [...steps.slice(0, -1), ownArray(steps.at(-1) as JsonataNode)] };
}

/** `$`: the item that a step looks at. */
const context: JsonataNode = { type: "variable", value: "" };

function literal(value: unknown): JsonataNode {
  return { type: "value", value };
}

/** The node as a call of a function of ours, with all else that hangs on the node. */
function asCall(node: JsonataNode, name: string, args: readonly JsonataNode[]): JsonataNode {
  const { value: _value, lhs: _lhs, rhs: _rhs, terms: _terms, ...rest } = node;
  const procedure = { type: "variable", value: name };
  return { ...rest, type: "function", procedure, arguments: args };
}

/** The same step, but an array that it finds in a document is copied: the engine will mark it. */
function ownArray(step: JsonataNode): JsonataNode {
  if (step.type !== "name" && step.type !== "variable") return step;
  const { type, value, position } = step;
  return asCall(step, "(own)", [{ type, value, position } as JsonataNode]);
}

/** Names that a plain object answers to without having them. */
function isPrototypeName(name: unknown): boolean {
  return typeof name === "string" && name in Object.prototype;
}

const scalarTypes = new Set(["string", "number", "value", "regex", "lambda"]);
const scalarFunctions = new Set(
  ["count", "sum", "length", "type", "string", "number", "boolean", "not", "exists"].concat([
    "lowercase",
    "uppercase",
    "substring",
    "trim",
    "join",
    "now",
    "millis",
    "floor",
    "ceil",
  ]),
);

/** True where the value cannot be a document, so that comparing it is cheap. */
function isScalar(node: JsonataNode): boolean {
  if (scalarTypes.has(node.type)) return true;
  if (node.type === "binary") return node.value !== "..";
  if (node.type === "unary") return node.value === "-";
  const procedure = node.procedure as JsonataNode | undefined;
  return node.type === "function" && scalarFunctions.has(String(procedure?.value));
}

/** The engine evaluates the members of a constructor beside each other, all open at once. */
function countSiblings(node: { readonly [field: string]: unknown }, counter: Counter): void {
  if (node.type !== "unary") return;
  const members = (node.expressions ?? node.lhs) as readonly unknown[] | undefined;
  for (const member of members?.slice(1) ?? []) counter.siblings += sizeOf(member);
}

function sizeOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = "type" in value ? 1 : 0;
  return Object.values(value).reduce((total: number, child) => total + sizeOf(child), own);
}
