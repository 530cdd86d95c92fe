import type { JsonValue } from "../json.ts";

/**
 * Whether a YAML tag is the short form of a CloudFormation function.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function isShortTag(tag: string): boolean {
  return Object.hasOwn(longNames, tag);
}

/** `!Sub x` in its long form, `{"Fn::Sub": "x"}`; `!GetAtt A.B` is `{"Fn::GetAtt": ["A", "B"]}`. */
export function longForm(tag: string, value: JsonValue): JsonValue {
  const name = longNames[tag] ?? tag;
  if (name !== "Fn::GetAtt" || typeof value !== "string") return { [name]: value };
  const dot = value.indexOf(".");
  return { [name]: dot === -1 ? [value] : [value.slice(0, dot), value.slice(dot + 1)] };
}

const longNames: { readonly [tag: string]: string } = {
  "!Ref": "Ref",
  "!Condition": "Condition",
  "!And": "Fn::And",
  "!Base64": "Fn::Base64",
  "!Cidr": "Fn::Cidr",
  "!Equals": "Fn::Equals",
  "!FindInMap": "Fn::FindInMap",
  "!ForEach": "Fn::ForEach",
  "!GetAtt": "Fn::GetAtt",
  "!GetAZs": "Fn::GetAZs",
  "!If": "Fn::If",
  "!ImportValue": "Fn::ImportValue",
  "!Join": "Fn::Join",
  "!Length": "Fn::Length",
  "!Not": "Fn::Not",
  "!Or": "Fn::Or",
  "!Select": "Fn::Select",
  "!Split": "Fn::Split",
  "!Sub": "Fn::Sub",
  "!ToJsonString": "Fn::ToJsonString",
  "!Transform": "Fn::Transform",
};
