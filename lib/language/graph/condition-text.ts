import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../json.ts";

/**
 * A Choice Rule as a person would write the condition: `$.total > 100 and not ($.vip is true)`.
 * #choice-state
 */
export function conditionText(rule: JsonValue): string {
  return textWithin(rule, depthMax);
}

/** Rules nested deeper than this are not read by anyone. */
const depthMax = 10;

function textWithin(rule: JsonValue, depth: number): string {
  if (!isJsonObject(rule) || depth === 0) return "…";
  if (rule.Condition !== undefined) return jsonataText(rule.Condition);
  if (isJsonArray(rule.And)) return joined(rule.And, " and ", depth);
  if (isJsonArray(rule.Or)) return joined(rule.Or, " or ", depth);
  if (rule.Not !== undefined) return `not (${textWithin(rule.Not, depth - 1)})`;
  const variable = typeof rule.Variable === "string" ? rule.Variable : "?";
  for (const [key, operand] of Object.entries(rule)) {
    const text = comparisonText(variable, key, operand);
    if (text !== undefined) return text;
  }
  return "…";
}

function joined(rules: readonly JsonValue[], word: string, depth: number): string {
  const texts = rules.map((rule) => {
    const text = textWithin(rule, depth - 1);
    return isJsonObject(rule) && isCompound(rule) && rules.length > 1 ? `(${text})` : text;
  });
  return texts.join(word);
}

function isCompound(rule: JsonObject): boolean {
  return rule.And !== undefined || rule.Or !== undefined;
}

function comparisonText(variable: string, key: string, operand: JsonValue): string | undefined {
  if (Object.hasOwn(typeTests, key)) {
    return `${variable} is ${operand === false ? "not " : ""}${typeTests[key]}`;
  }
  const [, name, isPath] = /^(?:String|Numeric|Timestamp|Boolean)(.+?)(Path)?$/.exec(key) ?? [];
  if (name === undefined || !Object.hasOwn(comparisons, name)) return undefined;
  const other = isPath && typeof operand === "string" ? operand : JSON.stringify(operand);
  return `${variable} ${comparisons[name]} ${other}`;
}

/** A JSONata string without its braces, or a literal. */
function jsonataText(condition: JsonValue): string {
  if (typeof condition !== "string") return JSON.stringify(condition);
  return condition.replace(/^\{%\s*|\s*%\}$/g, "");
}

const comparisons: { readonly [operator: string]: string } = {
  Equals: "=",
  LessThan: "<",
  GreaterThan: ">",
  LessThanEquals: "≤",
  GreaterThanEquals: "≥",
  Matches: "matches",
};

const typeTests: { readonly [operator: string]: string } = {
  IsNull: "null",
  IsPresent: "present",
  IsNumeric: "a number",
  IsString: "a string",
  IsBoolean: "a Boolean",
  IsTimestamp: "a timestamp",
};
