import { isJsonataFunctionName } from "./jsonata-function-names.ts";
import type { JsonataNode } from "./jsonata-node.ts";

/** A name in an expression and where it stands. */
export interface JsonataReference {
  readonly name: string;
  readonly position: number;
}

/** What an expression refers to outside itself. */
export interface JsonataReferences {
  /** Variables that the expression does not bind itself, without the `$`; not `$states`. */
  readonly variables: readonly JsonataReference[];
  /** Functions of JSONata and of Step Functions. */
  readonly functions: readonly JsonataReference[];
  /** The field after `$states`: `input`, `context`, `result`, `errorOutput`, …; `""` for all. */
  readonly statesFields: readonly JsonataReference[];
  /** `$`, `$$` and field names that would read a context item, of which there is none. */
  readonly topLevel: readonly JsonataReference[];
}

/** Finds what an expression refers to. Each name is reported once, where it first stands. */
export function referencesOf(ast: JsonataNode): JsonataReferences {
  const found: Found = {
    variables: new Map(),
    functions: new Map(),
    statesFields: new Map(),
    topLevel: new Map(),
  };
  visit(ast, { bound: new Set(), topLevel: true, found });
  return {
    variables: listed(found.variables),
    functions: listed(found.functions),
    statesFields: listed(found.statesFields),
    topLevel: listed(found.topLevel),
  };
}

interface Found {
  readonly variables: Map<string, number>;
  readonly functions: Map<string, number>;
  readonly statesFields: Map<string, number>;
  readonly topLevel: Map<string, number>;
}

/** Where a node stands: what is bound there, and whether there is a context item. */
interface Place {
  readonly bound: Set<string>;
  readonly topLevel: boolean;
  readonly found: Found;
}

type Visit = (node: JsonataNode, place: Place) => void;

/** One row per node type with more to say than its children. */
const visitors: { readonly [type: string]: Visit } = {
  path: (node, place) => {
    const steps = node.steps as readonly JsonataNode[];
    // A focus or index variable (`@$x`, `#$i`) is bound for all that follows it in the path.
    const inner = { ...place, bound: new Set(place.bound) };
    noteStatesField(steps, place);
    steps.forEach((step, index) => {
      visit(step, index === 0 ? inner : { ...inner, topLevel: false });
      for (const name of [step.focus, step.index]) {
        if (typeof name === "string") inner.bound.add(name);
      }
    });
    visitGroup(node, inner);
  },
  name: (node, place) => noteTopLevel(String(node.value), node, place),
  variable: (node, place) => {
    const name = String(node.value);
    if (name === "") noteTopLevel("$", node, place);
    else if (name === "$") note(place.found.topLevel, "$$", node);
    else if (!place.bound.has(name)) noteFree(name, node, place);
  },
  block: (node, place) => {
    const inner = { ...place, bound: new Set(place.bound) };
    for (const child of node.expressions as readonly JsonataNode[]) visit(child, inner);
  },
  bind: (node, place) => {
    const name = String((node.lhs as JsonataNode).value);
    const value = node.rhs as JsonataNode;
    // A function may call itself by the name that it is bound to.
    if (value.type === "lambda") place.bound.add(name);
    visit(value, place);
    place.bound.add(name);
  },
  lambda: (node, place) => {
    const parameters = (node.arguments as readonly JsonataNode[]).map((p) => String(p.value));
    const bound = place.bound.union(new Set(parameters));
    // AWS judges a function's body by where it is defined: a bare name in it is refused too.
    visit(node.body as JsonataNode, { ...place, bound });
  },
  transform: (node, place) => {
    const inner = { ...place, topLevel: false };
    for (const part of [node.pattern, node.update, node.delete]) {
      if (part !== undefined) visit(part as JsonataNode, inner);
    }
  },
  sort: (node, place) => {
    for (const term of node.terms as readonly { expression: JsonataNode }[]) {
      visit(term.expression, { ...place, topLevel: false });
    }
  },
};

function visit(node: JsonataNode, place: Place): void {
  const visitor = visitors[node.type];
  if (visitor !== undefined) visitor(node, place);
  else for (const child of childrenOf(node)) visit(child, place);
  for (const filter of [node.predicate, node.stages].flat()) {
    const expression = (filter as { expr?: JsonataNode } | undefined)?.expr;
    if (expression !== undefined) visit(expression, { ...place, topLevel: false });
  }
  if (node.type !== "path") visitGroup(node, place);
}

/** `path{key: value}`: keys and values read the grouped item. */
function visitGroup(node: JsonataNode, place: Place): void {
  const group = node.group as { lhs: readonly JsonataNode[][] } | undefined;
  for (const child of group?.lhs.flat() ?? []) visit(child, { ...place, topLevel: false });
}

/** The operands of nodes that bind nothing and change no context. */
function childrenOf(node: JsonataNode): readonly JsonataNode[] {
  const { lhs, rhs, expression, expressions, procedure, condition } = node;
  const operands = [lhs, rhs, expression, expressions, procedure, node.arguments, condition];
  return [...operands, node.then, node.else]
    .flat(2)
    .filter((child): child is JsonataNode => child !== undefined);
}

function noteStatesField(steps: readonly JsonataNode[], place: Place): void {
  const [first, second] = steps;
  if (first?.type !== "variable" || first.value !== "states" || second?.type !== "name") return;
  note(place.found.statesFields, String(second.value), second);
}

function noteFree(name: string, node: JsonataNode, { found }: Place): void {
  if (name === "states") return;
  note(isJsonataFunctionName(name) ? found.functions : found.variables, name, node);
}

function noteTopLevel(name: string, node: JsonataNode, place: Place): void {
  if (place.topLevel) note(place.found.topLevel, name, node);
}

function note(found: Map<string, number>, name: string, node: JsonataNode): void {
  if (!found.has(name)) found.set(name, startOf(node));
}

/** Where a name or variable begins: the parser notes where tokens end. */
function startOf({ type, value, position = 0 }: JsonataNode): number {
  const length = String(value).length + (type === "variable" ? 1 : 0);
  return Math.max(0, position - length);
}

function listed(found: ReadonlyMap<string, number>): JsonataReference[] {
  return [...found].map(([name, position]) => ({ name, position }));
}
