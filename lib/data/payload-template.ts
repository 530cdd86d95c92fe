import { looksLikeIntrinsic } from "../language/grammar/intrinsic.ts";
import {
  defineKey,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type MutableJsonObject,
} from "../language/json.ts";
import { writeDocument } from "./document.ts";
import { compileIntrinsic } from "./intrinsic.ts";
import { compilePath, type Path } from "./path.ts";
import type { EvaluateNow, Scope } from "./scope.ts";
import { runtimeError } from "./states-error.ts";

/**
 * Compiles a Payload Template: each field whose name ends in `.$` is a path, a context path, a
 * variable or an intrinsic function. What has none of them is one value, shared by all that read
 * it. #payload-template
 */
export function compilePayloadTemplate(template: JsonValue): EvaluateNow {
  return compileValue(template) ?? (() => template);
}

/** Undefined: the value is static. */
function compileValue(value: JsonValue): EvaluateNow | undefined {
  if (isJsonArray(value)) return compileArray(value);
  return isJsonObject(value) ? compileObject(value) : undefined;
}

function compileArray(items: readonly JsonValue[]): EvaluateNow | undefined {
  const compiled = items.map(compileValue);
  if (compiled.every((item) => item === undefined)) return undefined;
  const evaluators = compiled.map((item, index) => item ?? constant(items[index] as JsonValue));
  return (scope) => evaluators.map((evaluate) => evaluate(scope));
}

function compileObject(object: JsonObject): EvaluateNow | undefined {
  const fields = Object.keys(object).map((key) => compileField(key, object[key] as JsonValue));
  if (fields.every((field) => field.constant)) return undefined;
  return (scope) => {
    const result: MutableJsonObject = {};
    for (const { key, evaluate } of fields) defineKey(result, key, evaluate(scope));
    return result;
  };
}

interface Field {
  readonly key: string;
  readonly evaluate: EvaluateNow;
  readonly constant: boolean;
}

function compileField(key: string, value: JsonValue): Field {
  if (key.endsWith(".$") && typeof value === "string") {
    const evaluate = looksLikeIntrinsic(value)
      ? compileIntrinsic(value)
      : compilePathField(key, compilePath(value));
    return { key: key.slice(0, -2), evaluate, constant: false };
  }
  const evaluate = compileValue(value);
  return { key, evaluate: evaluate ?? constant(value), constant: evaluate === undefined };
}

function compilePathField(key: string, path: Path): EvaluateNow {
  const ofInput = path.syntax.root.type === "document";
  return (scope) => {
    if (ofInput && scope.input === null) throw runtimeError(nullInput);
    const value = path.read(scope);
    if (value === undefined) throw missingField(key, path, scope);
    return value;
  };
}

/** Observed on AWS 2025-01-02, scenarios/invalid_jsonpath. */
function missingField(key: string, path: Path, scope: Scope) {
  return runtimeError(
    `The JSONPath '${path.text}' specified for the field '${key}' could not be found in the input '${writeDocument(scope.input)}'`,
  );
}

/** AWS says so of a path into the state's input, be it `$` itself. As users report, 2022. */
const nullInput = "Unable to apply Path transformation to null or empty input.";

function constant(value: JsonValue): EvaluateNow {
  return () => value;
}
