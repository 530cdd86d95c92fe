import type { JsonValue } from "../language/json.ts";
import type { ChoiceRule } from "../language/state-machine.ts";
import {
  type ChoiceOperator,
  type ChoiceTest,
  comparisonOperators,
  otherOperators,
} from "./choice-operators.ts";
import { compilePath, type Path } from "./path.ts";
import type { EvaluateNow, Scope } from "./scope.ts";
import { runtimeError } from "./states-error.ts";

/** Compiles a JSONPath Choice Rule; it must be valid. Throws States.Runtime. #choice-state */
export function compileChoiceRule(rule: ChoiceRule): EvaluateNow<boolean> {
  if (rule.And !== undefined) {
    const rules = rule.And.map(compileChoiceRule);
    return (scope) => rules.every((matches) => matches(scope));
  }
  if (rule.Or !== undefined) {
    const rules = rule.Or.map(compileChoiceRule);
    return (scope) => rules.some((matches) => matches(scope));
  }
  if (rule.Not !== undefined) {
    const matches = compileChoiceRule(rule.Not);
    return (scope) => !matches(scope);
  }
  return compileDataTest(rule);
}

function compileDataTest(rule: ChoiceRule): EvaluateNow<boolean> {
  const variable = compilePath(rule.Variable ?? "");
  for (const name of Object.keys(rule)) {
    const expected = rule[name] as JsonValue;
    if (name === "IsPresent") return (scope) => isPresent(variable, scope) === expected;
    const operator = operators.get(name);
    if (operator !== undefined) return compileTest(variable, operator(expected));
    const comparison = name.endsWith("Path") ? operators.get(name.slice(0, -4)) : undefined;
    if (comparison !== undefined) {
      return compilePathTest(variable, comparison, compilePath(String(expected)));
    }
  }
  throw new Error(`not validated: a Choice Rule without an operator: ${Object.keys(rule)}`);
}

function compileTest(variable: Path, passes: ChoiceTest): EvaluateNow<boolean> {
  return (scope) => passes(readOperand(variable, scope));
}

function compilePathTest(
  variable: Path,
  operator: ChoiceOperator,
  other: Path,
): EvaluateNow<boolean> {
  return (scope) => {
    const value = readOperand(variable, scope);
    return operator(readOperand(other, scope))(value);
  };
}

function readOperand(path: Path, scope: Scope): JsonValue {
  const value = path.read(scope);
  if (value !== undefined) return value;
  throw runtimeError(
    `Invalid path '${path.text}': The choice state's condition path references an invalid value.`,
  );
}

/** An array of nodes that is empty is not present. */
function isPresent(path: Path, scope: Scope): boolean {
  const value = path.read(scope);
  return value !== undefined && (path.definite || !Array.isArray(value) || value.length > 0);
}

const operators: ReadonlyMap<string, ChoiceOperator> = new Map<string, ChoiceOperator>([
  ...Object.entries(comparisonOperators),
  ...Object.entries(otherOperators),
]);
