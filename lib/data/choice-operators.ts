import { type Instant, parseInstant } from "../language/grammar/timestamp.ts";
import { ExactNumber, type JsonValue } from "../language/json.ts";
import { plainNumber } from "./document.ts";
import { LinearPattern } from "./linear-pattern.ts";

/** Whether the variable's value passes. */
export type ChoiceTest = (value: JsonValue) => boolean;

/** Makes the test against the operator's value, once where that value stands in the definition. */
export type ChoiceOperator = (expected: JsonValue) => ChoiceTest;

/** The operators that compare two values; each has a form with `Path` at its end. #choice-state */
export const comparisonOperators = {
  ...orderings("String", readString, compareStrings),
  ...orderings("Numeric", readNumber, compareNumbers),
  ...orderings("Timestamp", readTimestamp, compareInstants),
  BooleanEquals: (expected) => (value) => typeof value === "boolean" && value === expected,
} satisfies { readonly [name: string]: ChoiceOperator };

/** The other operators: a pattern, and tests of kind that the definition expects true or false. */
export const otherOperators = {
  StringMatches: (expected) => {
    const pattern = LinearPattern.ofWildcards(String(expected));
    return (value) => typeof value === "string" && pattern.matches(value);
  },
  IsNull: kindTest((value) => value === null),
  IsNumeric: kindTest((value) => readNumber(value) !== undefined),
  IsString: kindTest((value) => typeof value === "string"),
  IsBoolean: kindTest((value) => typeof value === "boolean"),
  IsTimestamp: kindTest((value) => readTimestamp(value) !== undefined),
} satisfies { readonly [name: string]: ChoiceOperator };

type Ordering<P extends string> = `${P}${
  | "Equals"
  | "LessThan"
  | "LessThanEquals"
  | "GreaterThan"
  | "GreaterThanEquals"}`;

/** The five operators of an ordered kind. A value of another kind passes none of them. */
function orderings<P extends string, T>(
  prefix: P,
  read: (value: JsonValue) => T | undefined,
  compare: (left: T, right: T) => number,
): { readonly [N in Ordering<P>]: ChoiceOperator } {
  const operator =
    (passes: (order: number) => boolean): ChoiceOperator =>
    (expected) => {
      const right = read(expected);
      if (right === undefined) return () => false;
      return (value) => {
        const left = read(value);
        return left !== undefined && passes(compare(left, right));
      };
    };
  const operators: { readonly [name: string]: ChoiceOperator } = {
    [`${prefix}Equals`]: operator((order) => order === 0),
    [`${prefix}LessThan`]: operator((order) => order < 0),
    [`${prefix}LessThanEquals`]: operator((order) => order <= 0),
    [`${prefix}GreaterThan`]: operator((order) => order > 0),
    [`${prefix}GreaterThanEquals`]: operator((order) => order >= 0),
  };
  return operators as { readonly [N in Ordering<P>]: ChoiceOperator };
}

function kindTest(test: ChoiceTest): ChoiceOperator {
  return (expected) => (expected === false ? (value) => !test(value) : test);
}

function readString(value: JsonValue): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function readNumber(value: JsonValue): number | undefined {
  if (typeof value === "number") return value;
  return value instanceof ExactNumber ? plainNumber(value) : undefined;
}

function readTimestamp(value: JsonValue): Instant | undefined {
  return typeof value === "string" ? parseInstant(value) : undefined;
}

/** By UTF-16 code units, as Java does. */
function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function compareNumbers(left: number, right: number): number {
  return left - right;
}

function compareInstants(left: Instant, right: Instant): number {
  return left.ms - right.ms || left.nanoseconds - right.nanoseconds;
}
