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
import { pathFragments, stepFragments } from "./path-fragments.ts";
import { followKey } from "./path-steps.ts";
import { selectedIndexes } from "./selected-indexes.ts";
import { runtimeError } from "./states-error.ts";

/** What a path found: a value, or why there is none. */
export interface PathEvaluation {
  readonly value?: JsonValue;
  readonly missing?: string;
}

/**
 * Compiles the evaluation of any path as AWS does it with Jayway JsonPath: a definite path is a
 * node; another is an array of nodes, which may be empty. What makes a path invalid for a document,
 * such as an index of what is no array, is an error for both.
 */
export function compileEvaluation(syntax: PathSyntax): (root: JsonValue) => PathEvaluation {
  const tests = new Map<PathStep, FilterTest>();
  for (const step of syntax.steps) {
    if (step.type === "filter") tests.set(step, compileFilter(step.condition, compileInner));
  }
  return (root) => {
    const walk = new PathWalk(syntax.steps, tests, root);
    const missing = walk.start();
    if (!syntax.definite) return walk.invalid && missing ? { missing } : { value: walk.found };
    if (missing !== undefined) return { missing };
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

class PathWalk {
  readonly found: JsonValue[] = [];
  /** True if the path cannot be applied to the document, rather than leads nowhere in it. */
  invalid = false;
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
      this.invalid = true;
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
    return definite ? this.notFor("can not be applied to primitives", value, at) : undefined;
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
    return `Property ${stepFragments(this.steps.slice(at, at + 1))} not found in path ${before}`;
  }

  private notAnArray(value: JsonValue, at: number): string {
    if (value === null) return `The path ${pathFragments(this.steps.slice(0, at))} is null`;
    return this.notFor("can only be applied to arrays", value, at);
  }

  private notFor(rule: string, value: JsonValue, at: number): string {
    this.invalid = true;
    const fragments = stepFragments(this.steps.slice(at));
    return `Filter: ${fragments} ${rule}. Current context is: ${javaText(value)}`;
  }
}

function tooManyNodes(steps: readonly PathStep[]): string {
  return `The JSONPath '${pathFragments(steps)}' visits more than ${VISITS_MAX} nodes`;
}

function propertyValues(value: JsonValue): readonly JsonValue[] {
  return isJsonObject(value) ? Object.values(value as JsonObject) : [];
}

/** Nodes that the outermost evaluation has looked at, with those of paths in its filters. */
let visits = 0;
let nesting = 0;
/** Ours, against paths such as `$..*..*..*`: AWS states no limit. */
const VISITS_MAX = 1_000_000;
