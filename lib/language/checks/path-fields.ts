import { type IntrinsicCall, looksLikeIntrinsic, parseIntrinsic } from "../grammar/intrinsic.ts";
import { parseJsonPath } from "../grammar/json-path.ts";
import type { FilterCondition, FilterOperand, PathSyntax } from "../grammar/path-syntax.ts";
import { type Field, fieldOf, leavesOf, type Part } from "./parts.ts";
import { templateFields } from "./payload-templates.ts";

/** A field that holds a path or a call, and the variables that it reads. */
export interface PathText {
  readonly pointer: string;
  readonly variables: readonly string[];
}

/** The paths and calls in a part of a JSONPath state. */
export function* pathTexts(part: Part): Generator<PathText> {
  for (const name of Object.keys(part.fields)) {
    const field = fieldOf(part, name);
    if (field && (name.endsWith("Path") || name === "Variable")) yield* pathText(field);
  }
  for (const name of templateFields[part.kind] ?? []) {
    const template = fieldOf(part, name);
    for (const leaf of template ? leavesOf(template) : []) {
      if (leaf.name.endsWith(".$")) yield* pathText(leaf);
    }
  }
}

function* pathText({ value, pointer }: Field): Generator<PathText> {
  // No variable without a dollar sign before a letter.
  if (typeof value !== "string" || !/\$[^$.[\])\s,]/.test(value)) return;
  const variables: string[] = [];
  if (looksLikeIntrinsic(value)) {
    const parsed = parseIntrinsic(value);
    if (parsed.ok) addOfCall(parsed.call, variables);
  } else {
    const parsed = parseJsonPath(value);
    if (parsed.ok) addOfPath(parsed.path, variables);
  }
  yield { pointer, variables };
}

function addOfCall({ args }: IntrinsicCall, variables: string[]): void {
  for (const argument of args) {
    if (argument.type === "call") addOfCall(argument, variables);
    if (argument.type === "path") addOfPath(argument.path, variables);
  }
}

function addOfPath({ root, steps }: PathSyntax, variables: string[]): void {
  if (root.type === "variable") variables.push(root.name);
  for (const step of steps) {
    if (step.type === "filter") addOfCondition(step.condition, variables);
  }
}

function addOfCondition(condition: FilterCondition, variables: string[]): void {
  switch (condition.type) {
    case "and":
    case "or":
      for (const part of condition.conditions) addOfCondition(part, variables);
      break;
    case "not":
      addOfCondition(condition.condition, variables);
      break;
    case "exists":
      addOfPath(condition.path, variables);
      break;
    case "comparison":
      addOfOperand(condition.left, variables);
      addOfOperand(condition.right, variables);
  }
}

function addOfOperand(operand: FilterOperand, variables: string[]): void {
  if (operand.type === "path") addOfPath(operand.path, variables);
}
