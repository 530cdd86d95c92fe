import type { PathStep, PathSyntax } from "../language/grammar/path-syntax.ts";
import {
  defineKey,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type MutableJsonObject,
} from "../language/json.ts";
import { javaText } from "./java-text.ts";
import { compileFilter, type FilterTest } from "./path-filter.ts";
import { followKey } from "./path-steps.ts";
import { runtimeError } from "./states-error.ts";

/** What a path found: a value, or why there is none. */
export interface PathEvaluation {
  readonly value?: JsonValue;
  readonly missing?: string;
}

/**
 * Compiles the evaluation of any path as the Jayway JsonPath does it that AWS runs: a definite path
 * is a node; another is an array of nodes, which may be empty, but the names and indexes before its
 * first other step must be there.
 */
export function compileEvaluation(syntax: PathSyntax): (root: JsonValue) => PathEvaluation {
  const tests = new Map<PathStep, FilterTest>();
  for (const step of syntax.steps) {
    if (step.type === "filter") tests.set(step, compileFilter(step.condition, compileInner));
  }
  return (root) => {
    const walk = new PathWalk(syntax.steps, tests, root);
    const missing = walk.start();
    if (missing !== undefined) return { missing };
    if (!syntax.definite) return { value: walk.found };
    const [value] = walk.found;
    return value === undefined
      ? { missing: `No results for path: ${pathFragments(syntax.steps)}` }
      : { value };
  };
}

function compileInner(syntax: PathSyntax): (root: JsonValue) => JsonValue | undefined {
  const evaluate = compileEvaluation(syntax);
  return (root) => evaluate(root).value;
}

/** The path as Jayway writes it: `$['a'][0][*]`. */
function pathFragments(steps: readonly PathStep[]): string {
  return `$${steps.map(fragment).join("")}`;
}

class PathWalk {
  readonly found: JsonValue[] = [];
  private readonly steps: readonly PathStep[];
  private readonly document: JsonValue;
  private readonly tests: ReadonlyMap<PathStep, FilterTest>;

  constructor(
    steps: readonly PathStep[],
    tests: ReadonlyMap<PathStep, FilterTest>,
    document: JsonValue,
  ) {
    this.steps = steps;
    this.tests = tests;
    this.document = document;
  }

  /** Answers why the path leads nowhere, or undefined. */
  start(): string | undefined {
    if (nesting === 0) visits = 0;
    nesting++;
    try {
      return this.visit(this.document, 0, true);
    } finally {
      nesting--;
    }
  }

  /** Follows the steps from `at`; answers why it cannot while the path so far is definite. */
  private visit(value: JsonValue, at: number, definite: boolean): string | undefined {
    if (++visits > VISITS_MAX) throw runtimeError(tooManyNodes(this.steps));
    const step = this.steps[at];
    if (step === undefined) {
      this.found.push(value);
      return undefined;
    }
    switch (step.type) {
      case "child":
        return this.child(value, step.name, at, definite);
      case "children":
        return this.children(value, step.names, at, definite);
      case "wildcard":
        return this.each(isJsonArray(value) ? value : propertyValues(value), at);
      case "descent":
        this.descend(value, at + 1);
        return undefined;
      case "filter":
        return this.filter(value, step, at, definite);
      default:
        return this.elements(value, step, at, definite);
    }
  }

  private child(value: JsonValue, name: string, at: number, definite: boolean): string | undefined {
    if (!isJsonObject(value)) return definite ? this.notAnObject(at) : undefined;
    const next = followKey(value, name);
    if (next !== undefined) return this.visit(next, at + 1, definite);
    if (!definite) return undefined;
    return at === this.steps.length - 1
      ? `No results for path: ${pathFragments(this.steps)}`
      : `Missing property in path ${pathFragments(this.steps.slice(0, at + 1))}`;
  }

  private children(
    value: JsonValue,
    names: readonly string[],
    at: number,
    definite: boolean,
  ): string | undefined {
    if (!isJsonObject(value)) return definite ? this.notAnObject(at) : undefined;
    if (at < this.steps.length - 1) {
      const path = pathFragments(this.steps.slice(0, at + 1));
      return `Multi properties can only be used as path leafs: ${path}`;
    }
    const merged: MutableJsonObject = {};
    for (const name of names) {
      const property = followKey(value, name);
      if (property !== undefined) defineKey(merged, name, property);
    }
    this.found.push(merged);
    return undefined;
  }

  private elements(
    value: JsonValue,
    step: PathStep,
    at: number,
    definite: boolean,
  ): string | undefined {
    if (!isJsonArray(value)) return definite ? this.notAnArray(value, at) : undefined;
    const single = step.type === "index" || step.type === "fromEnd";
    for (const index of selectedIndexes(step, value.length)) {
      const element = value[index];
      if (element === undefined) continue;
      const missing = this.visit(element, at + 1, definite && single);
      if (missing !== undefined) return missing;
    }
    return undefined;
  }

  private filter(
    value: JsonValue,
    step: PathStep,
    at: number,
    definite: boolean,
  ): string | undefined {
    const test = this.tests.get(step);
    const passes = (item: JsonValue) => test?.(item, this.document) ?? false;
    if (isJsonArray(value)) return this.each(value.filter(passes), at);
    if (isJsonObject(value)) return passes(value) ? this.visit(value, at + 1, false) : undefined;
    const fragments = this.steps.slice(at).map(fragment).join("");
    return definite
      ? `Filter: ${fragments} can not be applied to primitives. Current context is: ${javaText(value)}`
      : undefined;
  }

  private each(values: readonly JsonValue[], at: number): string | undefined {
    for (const value of values) this.visit(value, at + 1, false);
    return undefined;
  }

  /** Visits every object and array below and including the value, outer ones first. */
  private descend(value: JsonValue, at: number): void {
    const pending: JsonValue[] = [value];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (++visits > VISITS_MAX) throw runtimeError(tooManyNodes(this.steps));
      if (typeof next !== "object" || next === null) continue;
      if (this.takesPart(next, at)) this.visit(next, at, false);
      const below = isJsonArray(next) ? next : propertyValues(next);
      for (let index = below.length - 1; index >= 0; index--) {
        const item = below[index];
        if (typeof item === "object" && item !== null) pending.push(item);
      }
    }
  }

  /** A filter after `..` is asked of every object, not again of the items of every array. */
  private takesPart(value: JsonValue, at: number): boolean {
    return this.steps[at]?.type !== "filter" || isJsonObject(value);
  }

  private notAnObject(at: number): string {
    const before = pathFragments(this.steps.slice(0, at));
    return `Property ${this.steps
      .slice(at, at + 1)
      .map(fragment)
      .join("")} not found in path ${before}`;
  }

  private notAnArray(value: JsonValue, at: number): string {
    if (value === null) return `The path ${pathFragments(this.steps.slice(0, at))} is null`;
    const fragments = this.steps.slice(at).map(fragment).join("");
    return `Filter: ${fragments} can only be applied to arrays. Current context is: ${javaText(value)}`;
  }
}

function tooManyNodes(steps: readonly PathStep[]): string {
  return `The JSONPath '${pathFragments(steps)}' visits more than ${VISITS_MAX} nodes`;
}

function propertyValues(value: JsonValue): readonly JsonValue[] {
  return isJsonObject(value) ? Object.values(value as JsonObject) : [];
}

function selectedIndexes(step: PathStep, length: number): readonly number[] {
  if (step.type === "index") return [step.index < 0 ? length + step.index : step.index];
  if (step.type === "fromEnd") return [length - step.distance];
  if (step.type === "indexes") return step.indexes;
  if (step.type !== "slice") return [];
  const { from = 0, to = length } = step;
  // As in Jayway, a negative end counts from the end only where it stands alone.
  const start = step.to === undefined && from < 0 ? Math.max(0, length + from) : from;
  const end = step.from === undefined && to < 0 ? length + to : Math.min(length, to);
  const indexes: number[] = [];
  for (let index = Math.max(0, start); index < end; index++) indexes.push(index);
  return indexes;
}

function fragment(step: PathStep): string {
  switch (step.type) {
    case "child":
      return `['${step.name}']`;
    case "children":
      return `[${step.names.map((name) => `'${name}'`).join(", ")}]`;
    case "index":
      return `[${step.index}]`;
    case "fromEnd":
      return `[@.size()-${step.distance}]`;
    case "indexes":
      return `[${step.indexes.join(",")}]`;
    case "slice":
      return `[${step.from ?? ""}:${step.to ?? ""}]`;
    case "wildcard":
      return "[*]";
    case "descent":
      return "..";
    case "filter":
      return "[?]";
  }
}

/** Nodes that the outermost evaluation has looked at, with those of paths in its filters. */
let visits = 0;
let nesting = 0;
/** Ours, against paths such as `$..*..*..*`: AWS states no limit. */
const VISITS_MAX = 1_000_000;
