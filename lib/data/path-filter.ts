import type {
  FilterCondition,
  FilterOperand,
  FilterOperator,
  PathSyntax,
} from "../language/grammar/path-syntax.ts";
import { ExactNumber, isJsonArray, isJsonObject, type JsonValue } from "../language/json.ts";
import { plainNumber, sameDocument } from "./document.ts";
import { LinearPattern } from "./linear-pattern.ts";

/** Whether an item passes. `document` is what `$` stands for in the filter. */
export type FilterTest = (item: JsonValue, document: JsonValue) => boolean;

/** Given by `path-evaluation.ts`: compiles a path inside of a filter; undefined: nothing there. */
export type CompilePath = (syntax: PathSyntax) => (root: JsonValue) => JsonValue | undefined;

/**
 * Compiles a filter's condition. Scalars never pass: in AWS `@` matches objects and arrays only.
 * https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html
 */
export function compileFilter(condition: FilterCondition, compilePath: CompilePath): FilterTest {
  const test = compileCondition(condition, compilePath);
  return (item, document) => (isJsonObject(item) || isJsonArray(item)) && test(item, document);
}

function compileCondition(condition: FilterCondition, compilePath: CompilePath): FilterTest {
  switch (condition.type) {
    case "and": {
      const tests = condition.conditions.map((part) => compileCondition(part, compilePath));
      return (item, document) => tests.every((test) => test(item, document));
    }
    case "or": {
      const tests = condition.conditions.map((part) => compileCondition(part, compilePath));
      return (item, document) => tests.some((test) => test(item, document));
    }
    case "not": {
      const test = compileCondition(condition.condition, compilePath);
      return (item, document) => !test(item, document);
    }
    case "exists": {
      const read = compileOperand({ type: "path", path: condition.path }, compilePath);
      return (item, document) => read(item, document) !== undefined;
    }
    case "comparison": {
      const compare = comparisons[condition.operator];
      const left = compileOperand(condition.left, compilePath);
      const right = compileOperand(condition.right, compilePath);
      return (item, document) => {
        const leftValue = left(item, document);
        const rightValue = right(item, document);
        return (
          leftValue !== undefined && rightValue !== undefined && compare(leftValue, rightValue)
        );
      };
    }
  }
}

type Operand = JsonValue | LinearPattern;
type ReadOperand = (item: JsonValue, document: JsonValue) => Operand | undefined;

function compileOperand(operand: FilterOperand, compilePath: CompilePath): ReadOperand {
  if (operand.type === "value") return () => operand.value;
  if (operand.type === "pattern") {
    const pattern = LinearPattern.ofExpression(operand.source, operand.flags);
    return () => pattern;
  }
  const read = compilePath(operand.path);
  return operand.path.root.type === "item"
    ? (item) => read(item)
    : (_item, document) => read(document);
}

type Compare = (left: Operand, right: Operand) => boolean;

/** Jayway's operators: a missing side makes each of them false. */
const comparisons: { readonly [O in FilterOperator]: Compare } = {
  "==": equal,
  "===": (left, right) => kindOf(left) === kindOf(right) && equal(left, right),
  "!=": (left, right) => !equal(left, right),
  "!==": (left, right) => !(kindOf(left) === kindOf(right) && equal(left, right)),
  "<": (left, right) => order(left, right) < 0,
  "<=": (left, right) => order(left, right) <= 0,
  ">": (left, right) => order(left, right) > 0,
  ">=": (left, right) => order(left, right) >= 0,
  "=~": matches,
  in: (left, right) => listOf(right).some((item) => equal(left, item)),
  nin: (left, right) => !listOf(right).some((item) => equal(left, item)),
  subsetof: (left, right) => isSubset(left, right),
  anyof: (left, right) => listOf(left).some((item) => listHas(right, item)),
  noneof: (left, right) => !listOf(left).some((item) => listHas(right, item)),
  all: (left, right) => isSubset(right, left),
  size: (left, right) => sizeOf(left) === right,
  empty: (left, right) => (sizeOf(left) === 0) === right && sizeOf(left) !== undefined,
  contains: (left, right) =>
    typeof left === "string"
      ? typeof right === "string" && left.includes(right)
      : listOf(left).some((item) => equal(item, right)),
  type: (left, right) => kindOf(left) === right,
};

function equal(left: Operand, right: Operand): boolean {
  if (left instanceof LinearPattern || right instanceof LinearPattern) return false;
  if (isNumber(left) && typeof right === "string")
    return right.trim() !== "" && order(left, Number(right)) === 0;
  if (typeof left === "string" && isNumber(right)) return equal(right, left);
  return sameDocument(left, right);
}

/** Below, at or above 0; NaN for what has no order. */
function order(left: Operand, right: Operand): number {
  if (isNumber(left) && isNumber(right)) return plainNumber(left) - plainNumber(right);
  if (typeof left === "string" && typeof right === "string") {
    return left < right ? -1 : Number(left > right);
  }
  return Number.NaN;
}

/** The whole text must match, on either side. */
function matches(left: Operand, right: Operand): boolean {
  if (left instanceof LinearPattern)
    return !(right instanceof LinearPattern) && matches(right, left);
  if (!(right instanceof LinearPattern)) return false;
  if (isJsonArray(left)) return left.some((item) => right.matches(textOf(item)));
  return right.matches(textOf(left));
}

function textOf(value: JsonValue): string {
  if (typeof value === "string" || typeof value === "boolean") return String(value);
  if (typeof value === "number") return String(value);
  return value instanceof ExactNumber ? value.text : "";
}

function isSubset(left: Operand, right: Operand): boolean {
  return isList(left) && isList(right) && left.every((item) => listHas(right, item));
}

function listHas(list: Operand, item: JsonValue): boolean {
  return listOf(list).some((candidate) => equal(candidate, item));
}

function listOf(value: Operand): readonly JsonValue[] {
  return isList(value) ? value : [];
}

function isList(value: Operand): value is readonly JsonValue[] {
  return isJsonArray(value);
}

function sizeOf(value: Operand): number | undefined {
  return typeof value === "string" || isJsonArray(value) ? value.length : undefined;
}

function isNumber(value: Operand): value is number | ExactNumber {
  return typeof value === "number" || value instanceof ExactNumber;
}

function kindOf(value: Operand): string {
  if (value === null || value instanceof LinearPattern) return "null";
  if (isNumber(value)) return "number";
  return isJsonArray(value) ? "array" : typeof value;
}
