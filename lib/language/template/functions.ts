import { isJsonArray, isJsonObject, type JsonValue } from "../json.ts";

/** What the functions ask of the template that they stand in. */
export interface References {
  /** A value with its functions replaced; what comes to AWS::NoValue is left out. */
  resolve(value: JsonValue): JsonValue;
  /** As resolve, but undefined for AWS::NoValue. */
  resolveOptional(value: JsonValue): JsonValue | undefined;
  /** What Ref gives: undefined if the template has no such name. */
  reference(name: string): JsonValue | undefined;
  /** What Fn::GetAtt gives: undefined if the template has no such resource. */
  attribute(logicalId: string, attribute: string): string | undefined;
  /** Whether a condition of the template holds; one that refers to itself does not. */
  condition(name: string): boolean;
  /** A value of Mappings. */
  mapping(map: string, key: string, inner: string): JsonValue | undefined;
}

/** The function's value, undefined for AWS::NoValue; or that it cannot be known. */
type Result = { readonly value: JsonValue | undefined } | "unknown";

/**
 * CloudFormation's functions by name, each from its argument as written.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export const templateFunctions: {
  readonly [name: string]: (argument: JsonValue, references: References) => Result;
} = {
  Ref(name, references) {
    if (name === "AWS::NoValue") return { value: undefined };
    return known(typeof name === "string" ? references.reference(name) : undefined);
  },

  "Fn::GetAtt"(argument, references) {
    const text = typeof argument === "string" ? argument.split(".") : argument;
    if (!isJsonArray(text)) return "unknown";
    const [logicalId, ...attribute] = text.map((part) => String(references.resolve(part)));
    return known(references.attribute(logicalId ?? "", attribute.join(".")));
  },

  "Fn::Sub"(argument, references) {
    const [text, variables] = isJsonArray(argument) ? argument : [argument, {}];
    if (typeof text !== "string") return "unknown";
    const values = references.resolve(variables ?? {});
    const own = isJsonObject(values) ? values : {};
    const value = text.replace(/\$\{(!?)([^}]*)\}/g, (whole, literal: string, inner: string) => {
      if (literal) return `\${${inner}}`;
      const name = inner.trim();
      const found = Object.hasOwn(own, name) ? own[name] : substitute(name, references);
      return found === undefined ? whole : textOf(found);
    });
    return value.length > textLengthMax ? "unknown" : { value };
  },

  "Fn::Join"(argument, references) {
    const [delimiter, parts] = listOf(references.resolve(argument));
    if (typeof delimiter !== "string" || !isJsonArray(parts)) return "unknown";
    const value = parts.map(textOf).join(delimiter);
    return value.length > textLengthMax ? "unknown" : { value };
  },

  "Fn::Select"(argument, references) {
    const [index, items] = listOf(references.resolve(argument));
    return known(isJsonArray(items) ? items[Number(index)] : undefined);
  },

  "Fn::Split"(argument, references) {
    const [delimiter, text] = listOf(references.resolve(argument));
    if (typeof delimiter !== "string" || typeof text !== "string") return "unknown";
    return { value: text.split(delimiter) };
  },

  "Fn::If"(argument, references) {
    const [name, then, otherwise] = listOf(argument);
    const branch = references.condition(String(name)) ? then : otherwise;
    return { value: branch === undefined ? undefined : references.resolveOptional(branch) };
  },

  "Fn::Equals"(argument, references) {
    const [left, right] = listOf(references.resolve(argument));
    return { value: textOf(left ?? null) === textOf(right ?? null) };
  },

  "Fn::And": (argument, references) => ({ value: truths(argument, references).every(Boolean) }),
  "Fn::Or": (argument, references) => ({ value: truths(argument, references).some(Boolean) }),
  "Fn::Not": (argument, references) => ({ value: !truths(argument, references)[0] }),

  "Fn::FindInMap"(argument, references) {
    const [map, key, inner, options] = listOf(references.resolve(argument)).map((part) =>
      isJsonObject(part) ? part : textOf(part),
    );
    const found = references.mapping(String(map), String(key), String(inner));
    return known(found ?? (isJsonObject(options) ? options.DefaultValue : undefined));
  },

  /** Another stack's export: its name stands for it. */
  "Fn::ImportValue"(argument, references) {
    return { value: textOf(references.resolve(argument)) };
  },

  "Fn::ToJsonString"(argument, references) {
    return { value: JSON.stringify(references.resolve(argument)) };
  },

  "Fn::Length"(argument, references) {
    const items = references.resolve(argument);
    return known(isJsonArray(items) ? items.length : undefined);
  },
};

/** CloudFormation's limit of a template, and Step Functions' of a definition. */
const textLengthMax = 1_048_576;

/** `${Name}` and `${Resource.Attribute}` in Fn::Sub; undefined if the template has neither. */
function substitute(name: string, references: References): JsonValue | undefined {
  const dot = name.indexOf(".");
  return dot === -1
    ? references.reference(name)
    : references.attribute(name.slice(0, dot), name.slice(dot + 1));
}

/** Conditions in a list: functions, or `{"Condition": name}`. */
function truths(argument: JsonValue, references: References): boolean[] {
  return listOf(argument).map((condition) => {
    const name = isJsonObject(condition) ? condition.Condition : undefined;
    if (typeof name === "string") return references.condition(name);
    return references.resolve(condition) === true;
  });
}

function known(value: JsonValue | undefined): Result {
  return value === undefined ? "unknown" : { value };
}

function listOf(value: JsonValue): readonly JsonValue[] {
  return isJsonArray(value) ? value : [];
}

function textOf(value: JsonValue): string {
  if (typeof value === "string") return value;
  return isJsonArray(value) ? value.map(textOf).join(",") : JSON.stringify(value);
}
