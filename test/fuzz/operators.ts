const operands: { readonly [kind: string]: unknown } = {
  String: "x",
  Numeric: 1,
  Boolean: true,
  Timestamp: "2020-01-01T00:00:00Z",
};

const comparisons = ["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"];

const compared = Object.keys(operands).flatMap((kind) =>
  (kind === "Boolean" ? ["Equals"] : comparisons).flatMap((comparison) => [
    [`${kind}${comparison}`, operands[kind]] as const,
    [`${kind}${comparison}Path`, "$.n"] as const,
  ]),
);

const tested = ["IsNull", "IsPresent", "IsNumeric", "IsString", "IsBoolean", "IsTimestamp"].map(
  (operator) => [operator, true] as const,
);

/** Every comparison operator of a Choice Rule with an operand that fits. #choice-state */
export const comparisonOperators: readonly (readonly [string, unknown])[] = [
  ...compared,
  ...tested,
  ["StringMatches", "a*b\\*"],
];
