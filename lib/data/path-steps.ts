import type { PathStep, PathSyntax } from "../language/grammar/path-syntax.ts";
import { ExactNumber, isJsonObject, type JsonObject, type JsonValue } from "../language/json.ts";

/** Follows names and indexes from a value; undefined: not there. */
export type FollowSteps = (value: JsonValue) => JsonValue | undefined;

/**
 * Compiles the steps of a path that has only names and indexes; undefined for another path. This is
 * the hot path of everything: it looks properties up without asking whether they are inherited,
 * save where a name could be.
 */
export function compileReferenceSteps(syntax: PathSyntax): FollowSteps | undefined {
  const { steps } = syntax;
  if (!steps.every((step) => step.type === "child" || step.type === "index")) return undefined;
  return compileSteps(steps);
}

function compileSteps(steps: readonly PathStep[]): FollowSteps {
  const names: string[] = [];
  for (const step of steps.slice(0, NAMES_MAX)) {
    if (step.type !== "child" || isInheritable(step.name)) break;
    names.push(step.name);
  }
  const first = names.length > 0 ? followNames(names) : compileStep(steps[0]);
  const rest = steps.slice(Math.max(1, names.length));
  if (rest.length === 0) return first;
  const others = compileSteps(rest);
  return (value) => {
    const next = first(value);
    return next === undefined ? undefined : others(next);
  };
}

function followNames([a = "", b, c, d]: readonly string[]): FollowSteps {
  if (b === undefined) return (value) => lookUp(value, a);
  if (c === undefined) return (value) => lookUp(lookUp(value, a), b);
  if (d === undefined) return (value) => lookUp(lookUp(lookUp(value, a), b), c);
  return (value) => lookUp(lookUp(lookUp(lookUp(value, a), b), c), d);
}

/** Arrays and ExactNumbers have no property of such a name, so they need no test. */
function lookUp(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return typeof value === "object" && value !== null ? (value as JsonObject)[name] : undefined;
}

function compileStep(step: PathStep | undefined): FollowSteps {
  if (step?.type === "child") return (value) => followKey(value, step.name);
  if (step?.type === "index") return (value) => followKey(value, step.index);
  return (value) => value;
}

/** The element or property, or undefined. An index below 0 counts from the end. */
export function followKey(value: JsonValue, key: string | number): JsonValue | undefined {
  if (typeof key === "number") {
    return Array.isArray(value) ? value[key < 0 ? value.length + key : key] : undefined;
  }
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Whether an object, an array or an ExactNumber could answer to the name without being asked. */
function isInheritable(name: string): boolean {
  return name in Array.prototype || name in ExactNumber.prototype || unsafeName.test(name);
}

const unsafeName = /^(?:\d+|text|__proto__)$/;
const NAMES_MAX = 4;
