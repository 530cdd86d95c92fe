import { plainNumber, writeDocument } from "../../data/document.ts";
import { compileIntrinsic } from "../../data/intrinsic.ts";
import { compileJsonataField } from "../../data/jsonata-template.ts";
import { compilePath, type Path } from "../../data/path.ts";
import type { Evaluate, Scope } from "../../data/scope.ts";
import { runtimeError } from "../../data/states-error.ts";
import { ExactNumber, type JsonObject, type JsonValue } from "../../language/json.ts";
import { readField } from "../read-field.ts";

/**
 * A field that holds a number, an expression of one, or has a sibling `…Path`. Undefined where the
 * definition says nothing.
 */
export function numberField(
  fields: object,
  name: string,
  jsonata: boolean,
): Evaluate<number> | undefined {
  const value = (fields as JsonObject)[name];
  const pathText = (fields as JsonObject)[`${name}Path`];
  if (typeof pathText === "string" && !jsonata) return integerAt(compilePath(pathText), name);
  if (value === undefined) return undefined;
  if (typeof value === "number" || value instanceof ExactNumber) {
    const number = plainNumber(value);
    return () => number;
  }
  if (!jsonata) return placeholderNumber;
  const evaluate = compileJsonataField(value, name, ["number"]);
  return evaluate as Evaluate<number>;
}

/** A `${Name}` that was left in place of a number cannot be known: as if the field were absent. */
function placeholderNumber(): number {
  return 0;
}

/** Seconds of a Task: as a number field, but a placeholder stands for no bound. */
export function secondsField(
  fields: object,
  name: string,
  jsonata: boolean,
): Evaluate<number> | undefined {
  const evaluate = numberField(fields, name, jsonata);
  return evaluate === placeholderNumber ? undefined : evaluate;
}

/** Observed on AWS 2024-06-19, scenarios/map_state_tolerated_failure_count_path. */
function integerAt(path: Path, name: string): Evaluate<number> {
  return (scope) => {
    const value = readField(path, scope);
    const number =
      typeof value === "number" || value instanceof ExactNumber ? plainNumber(value) : Number.NaN;
    if (Number.isInteger(number)) return number;
    const text = typeof value === "string" ? value : writeDocument(value);
    throw runtimeError(
      `The ${name}Path field refers to value "${text}" which is not a valid integer: ${path.text}`,
    );
  };
}

/** Error and Cause of a Fail state: a text, an expression, a path or an intrinsic function. */
export function compileText(
  text: string | undefined,
  pathText: string | undefined,
  name: string,
  jsonata: boolean,
): Evaluate<string> | undefined {
  if (jsonata) {
    if (text === undefined) return undefined;
    return compileJsonataField(text, name, ["string"]) as Evaluate<string>;
  }
  if (pathText !== undefined) return textAt(pathText, `${name}Path`);
  return text === undefined ? undefined : () => text;
}

function textAt(pathText: string, field: string): Evaluate<string> {
  const read = pathText.startsWith("States.")
    ? compileIntrinsic(pathText)
    : pathAt(compilePath(pathText), field);
  return (scope) => {
    const value = read(scope);
    if (typeof value === "string") return value;
    throw runtimeError(`The ${field} field must refer to a string: ${pathText}`);
  };
}

function pathAt(path: Path, field: string): (scope: Scope) => JsonValue {
  return (scope) => {
    const value = path.read(scope);
    if (value !== undefined) return value;
    throw runtimeError(
      `The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input '${writeDocument(scope.input)}'`,
    );
  };
}
