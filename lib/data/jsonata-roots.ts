import { type JsonValue, ownValue } from "../language/json.ts";
import type { Scope } from "./scope.ts";

/** The reserved variable. https://states-language.net/#reserved-variable-states */
const reserved = "states";

/** `$states` and its fields: read only when an expression asks for them. */
const statesFields: { readonly [field: string]: (scope: Scope) => JsonValue | undefined } = {
  input: (scope) => scope.input,
  context: (scope) => scope.context,
  result: (scope) => scope.result,
  errorOutput: (scope) => scope.errorOutput,
};

/** The value of `$states.<field>`. */
export function statesField(scope: Scope, field: string): JsonValue | undefined {
  return Object.hasOwn(statesFields, field) ? statesFields[field]?.(scope) : undefined;
}

type Convert = (value: JsonValue) => JsonValue;

/** The value of `$states` or of a workflow variable, undefined if there is none. */
export function rootVariable(scope: Scope, name: string, convert: Convert): unknown {
  if (name === reserved) return statesView(scope, convert);
  const value = ownValue(scope.variables, name);
  return value === undefined ? undefined : convert(value);
}

/** `$states` with fields that are fetched when they are read. */
function statesView(scope: Scope, convert: Convert): object {
  const view = {};
  for (const [field, read] of Object.entries(statesFields)) {
    if (isAbsent(scope, field)) continue;
    const get = (): JsonValue | undefined => {
      const value = read(scope);
      return value === undefined ? undefined : convert(value);
    };
    Object.defineProperty(view, field, { get, enumerable: true });
  }
  return view;
}

function isAbsent(scope: Scope, field: string): boolean {
  return (
    (field === "result" && scope.result === undefined) ||
    (field === "errorOutput" && scope.errorOutput === undefined)
  );
}
