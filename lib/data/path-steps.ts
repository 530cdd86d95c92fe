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
  const keys: (string | number)[] = [];
  for (const step of syntax.steps) {
    const key = keyOf(step);
    if (key === undefined) return undefined;
    keys.push(key);
  }
  const plain = keys.every((key) => typeof key === "string" && !isInheritable(key));
  return plain ? followNames(keys as string[]) : followAny(keys);
}

function keyOf(step: PathStep): string | number | undefined {
  if (step.type === "child") return step.name;
  return step.type === "index" ? step.index : undefined;
}

function followNames(names: readonly string[]): FollowSteps {
  const [first = "", second = ""] = names;
  if (names.length === 1) return (value) => lookUp(value, first);
  if (names.length === 2) {
    return (value) => {
      const next = lookUp(value, first);
      return next === undefined ? undefined : lookUp(next, second);
    };
  }
  return (value) => {
    let current: JsonValue | undefined = value;
    for (let index = 0; index < names.length && current !== undefined; index++) {
      current = lookUp(current, names[index] as string);
    }
    return current;
  };
}

/** Arrays and ExactNumbers have no property of such a name, so they need no test. */
function lookUp(value: JsonValue, name: string): JsonValue | undefined {
  return typeof value === "object" && value !== null ? (value as JsonObject)[name] : undefined;
}

function followAny(keys: readonly (string | number)[]): FollowSteps {
  return (value) => {
    let current: JsonValue | undefined = value;
    for (let index = 0; index < keys.length && current !== undefined; index++) {
      current = followKey(current, keys[index] as string | number);
    }
    return current;
  };
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
