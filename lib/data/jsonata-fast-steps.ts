import type { JsonataNode } from "../language/grammar/jsonata-node.ts";
import { ExactNumber, type JsonObject, ownValue } from "../language/json.ts";
import { compileFilters, type Filter, memberAt } from "./jsonata-fast-filters.ts";
import { Unfit } from "./jsonata-fast-operators.ts";
import type { CompileNode, FastRun, Place, Read } from "./jsonata-fast-run.ts";
import { statesField } from "./jsonata-roots.ts";
import { collapsed, isJoined, isSequence, lookup, makeSelection } from "./jsonata-sequence.ts";

/** `.name[filter]` or `.(expression)[filter]` */
interface Step {
  /** For names only: what to look up while values are plain objects. */
  readonly name: string | undefined;
  readonly indexes: readonly number[];
  /** The step's value for `run.context`. */
  readonly read: Read;
  readonly filter: Filter | undefined;
}

/** Compiles a path. Undefined: the engine must do it. */
export function compileFastSteps(
  node: JsonataNode,
  place: Place,
  compile: CompileNode,
): Read | undefined {
  if (node.keepSingletonArray === true || node.tuple === true) return undefined;
  const nodes = node.steps as readonly JsonataNode[];
  const [first] = nodes;
  if (first === undefined || isExtraordinary(first)) return undefined;
  if (first.type === "name") return fromContext(nodes, place, compile);
  const below = compileSteps(nodes.slice(1), { ...place, hasContext: true }, compile);
  if (below === undefined || first.type === "unary") return undefined;
  if (first.value === "states" && first.type === "variable") return fromStates(first, below);
  const root = compile(first, place);
  if (root === undefined) return undefined;
  if (first.type === "variable") return (run) => follow(run, root(run), below);
  place.program.isIntricate = true;
  return (run) => {
    // An expression that is no variable is evaluated for each member.
    if (Array.isArray(run.context)) throw new Unfit();
    return follow(run, root(run), below);
  };
}

/** `a.b`: fields of the item. */
function fromContext(
  nodes: readonly JsonataNode[],
  place: Place,
  compile: CompileNode,
): Read | undefined {
  const steps = place.hasContext ? compileSteps(nodes, place, compile) : undefined;
  return steps && ((run) => follow(run, run.context, steps));
}

/** `$states.input.a`: the fields of `$states` are fetched one by one. */
function fromStates(first: JsonataNode, steps: readonly Step[]): Read | undefined {
  const [field, ...below] = steps;
  const name = field?.name;
  if (name === undefined || field?.filter !== undefined || first.predicate !== undefined) return;
  return (run) => follow(run, statesField(run.scope, name), below);
}

function compileSteps(
  nodes: readonly JsonataNode[],
  place: Place,
  compile: CompileNode,
): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (const node of nodes) {
    const step = isExtraordinary(node) ? undefined : compileStep(node, place, compile);
    if (step === undefined) return undefined;
    steps.push(step);
  }
  return steps;
}

/** Steps that bind positions or parents, sort, group, or keep arrays of one. */
function isExtraordinary(node: JsonataNode): boolean {
  const { tuple, focus, index, ancestor, group, keepArray } = node;
  return [tuple, focus, index, ancestor, group, keepArray].some((mark) => mark !== undefined);
}

function compileStep(node: JsonataNode, place: Place, compile: CompileNode): Step | undefined {
  const stages = (node.stages ?? []) as readonly { readonly expr: JsonataNode }[];
  const filter = compileFilters(stages, place, compile);
  const isName = node.type === "name";
  const name = String(node.value);
  const read = isName ? fieldOf(name) : compile(node, place);
  if (read === undefined || filter === undefined) return undefined;
  if (!isName) place.program.isIntricate = true;
  const areIndexes = stages.every(({ expr }) => expr.type === "number");
  return {
    name: isName && areIndexes ? name : undefined,
    indexes: stages.map(({ expr }) => Math.floor(Number(expr.value))),
    read,
    filter: stages.length > 0 ? filter : undefined,
  };
}

function fieldOf(name: string): Read {
  return ({ context }) => collapsed(lookup(context, name));
}

/** One value at a time, for as long as it is an object and the steps are names. */
function follow(run: FastRun, root: unknown, steps: readonly Step[]): unknown {
  let value = root;
  for (let index = 0; index < steps.length; index += 1) {
    const { name, indexes } = steps[index] as Step;
    if (isJoined(value)) return mapAll(run, value, steps, index);
    if (value === undefined) return undefined;
    if (name === undefined || Array.isArray(value)) return mapAll(run, [value], steps, index);
    if (typeof value !== "object" || value === null || value instanceof ExactNumber) return;
    value = ownValue(value as JsonObject, name);
    for (const at of indexes) value = memberAt(value, at);
  }
  return value;
}

/** Many values at a time: each step maps over all and joins what it finds into one sequence. */
function mapAll(
  run: FastRun,
  first: readonly unknown[],
  steps: readonly Step[],
  from: number,
): unknown {
  const outer = run.context;
  let items = first;
  for (let index = from; index < steps.length && items.length > 0; index += 1) {
    const step = steps[index] as Step;
    const found = mapStep(run, items, step);
    const [only] = found;
    const isLast = index === steps.length - 1;
    if (isLast && found.length === 1 && Array.isArray(only) && !isSequence(only)) {
      run.context = outer;
      return only;
    }
    items = joined(run, found);
  }
  run.context = outer;
  return items.length > 1 ? makeSelection(items as unknown[]) : items[0];
}

function mapStep(run: FastRun, items: readonly unknown[], { read, filter }: Step): unknown[] {
  const found: unknown[] = [];
  run.budget.charge(items.length);
  for (const item of items) {
    run.context = item;
    const value = read(run);
    const selected = filter === undefined ? value : filter(run, value);
    if (selected !== undefined) found.push(selected);
  }
  return found;
}

function joined(run: FastRun, found: readonly unknown[]): unknown[] {
  const items: unknown[] = [];
  for (const value of found) {
    if (!isJoined(value)) {
      items.push(value);
      continue;
    }
    run.budget.copyElements(value.length);
    for (const member of value) items.push(member);
    run.budget.takeElements(items.length);
  }
  return items;
}
