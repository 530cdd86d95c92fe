import { isJsonataExpression, jsonataBody } from "../language/grammar/jsonata.ts";
import {
  defineKey,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type MutableJsonObject,
} from "../language/json.ts";
import { compileJsonata } from "./jsonata.ts";
import { type JsonType, jsonTypeOf, unexpectedResult } from "./jsonata-error.ts";
import type { Evaluate, Scope } from "./scope.ts";

/**
 * Compiles a JSONata field that may be a template: Output, Assign, Arguments, … Strings `{% … %}`
 * at any depth are expressions, all else is constant and shared. `field` is how AWS names the
 * place in errors; members are appended as `/key` and `[index]`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export function compileJsonataTemplate(template: JsonValue, field: string): Evaluate {
  return compile(template, field) ?? (() => template);
}

/**
 * Compiles a field whose value must be of certain types: Items, Seconds, Condition, … A value
 * that is no expression is taken as it is, since validation has looked at it.
 */
export function compileJsonataField(
  value: JsonValue,
  field: string,
  expected: JsonType | readonly JsonType[],
): Evaluate {
  if (typeof value !== "string" || !isJsonataExpression(value)) {
    return compileJsonataTemplate(value, field);
  }
  const source = jsonataBody(value);
  const types = [expected].flat();
  const evaluate = compileJsonata(source, field);
  const check = (result: JsonValue): JsonValue => {
    if (types.includes(jsonTypeOf(result))) return result;
    throw unexpectedResult({ source, field }, types, result);
  };
  return (scope) => {
    const result = evaluate(scope);
    return result instanceof Promise ? result.then(check) : check(result);
  };
}

/** Undefined: the template is a constant. */
function compile(template: JsonValue, field: string): Evaluate | undefined {
  if (typeof template === "string") {
    return isJsonataExpression(template) ? compileJsonata(jsonataBody(template), field) : undefined;
  }
  if (isJsonArray(template)) {
    return compileMembers(
      template,
      template.map((_, index) => `${field}[${index}]`),
      arrayOf,
    );
  }
  if (!isJsonObject(template)) return undefined;
  const keys = Object.keys(template);
  const members = keys.map((key) => template[key] as JsonValue);
  const fields = keys.map((key) => `${field}/${key}`);
  return compileMembers(members, fields, (values) => objectOf(keys, values));
}

type Build = (values: readonly JsonValue[]) => JsonValue;

function compileMembers(
  members: readonly JsonValue[],
  fields: readonly string[],
  build: Build,
): Evaluate | undefined {
  const compiled = members.map((member, index) => compile(member, fields[index] as string));
  if (compiled.every((member) => member === undefined)) return undefined;
  return (scope) => {
    const values = members.slice();
    for (let index = 0; index < compiled.length; index += 1) {
      const evaluate = compiled[index];
      if (evaluate === undefined) continue;
      const value = evaluate(scope);
      // From the first member that must be awaited, go on asynchronously.
      if (value instanceof Promise) return awaitRest(value, values, index, compiled, scope, build);
      values[index] = value;
    }
    return build(values);
  };
}

async function awaitRest(
  first: Promise<JsonValue>,
  values: JsonValue[],
  index: number,
  compiled: readonly (Evaluate | undefined)[],
  scope: Scope,
  build: Build,
): Promise<JsonValue> {
  values[index] = await first;
  for (let next = index + 1; next < compiled.length; next += 1) {
    const value = compiled[next]?.(scope);
    if (value !== undefined) values[next] = value instanceof Promise ? await value : value;
  }
  return build(values);
}

function arrayOf(values: readonly JsonValue[]): JsonValue {
  return values;
}

function objectOf(keys: readonly string[], values: readonly JsonValue[]): JsonObject {
  const object: MutableJsonObject = {};
  for (let index = 0; index < keys.length; index += 1) {
    defineKey(object, keys[index] as string, values[index] as JsonValue);
  }
  return object;
}
