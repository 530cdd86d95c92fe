import { parseJsonPath } from "../language/grammar/json-path.ts";
import type { PathStep } from "../language/grammar/path-syntax.ts";
import {
  defineKey,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type MutableJsonObject,
} from "../language/json.ts";
import { assertParsed } from "./assert-parsed.ts";
import { writeDocument } from "./document.ts";
import { compilePathSyntax, type Path } from "./path.ts";
import { followKey } from "./path-steps.ts";
import type { Scope } from "./scope.ts";
import { StatesError } from "./states-error.ts";

/** A Reference Path: reads one node, or puts a value there. #ref-paths */
export interface ReferencePath extends Path {
  /**
   * The document with the value at the path: a copy of the objects and arrays on the way, which
   * shares all else. Objects that are missing are made. Throws States.ReferencePathConflict.
   */
  write(document: JsonValue, value: JsonValue): JsonValue;
}

/** Compiles a Reference Path into the document (ResultPath): names and indexes only. */
export function compileReferencePath(text: string): ReferencePath {
  const { path } = assertParsed(text, parseJsonPath(text));
  const keys = path.steps.map(keyOf);
  const [name] = keys;
  const write: ReferencePath["write"] =
    keys.length === 1 && typeof name === "string"
      ? (document, value) =>
          isJsonObject(document)
            ? withProperty(document, name, value)
            : writeAt({ text, keys, document, value }, document, 0)
      : (document, value) => writeAt({ text, keys, document, value }, document, 0);
  return { ...compilePathSyntax(path), write };
}

/** The error of a Map whose ItemsPath leads nowhere. Observed on AWS, 2026. */
export function itemsNotFound(path: Path, scope: Scope): StatesError {
  const input = path.syntax.root.type === "context" ? scope.context : scope.input;
  let value: JsonValue | undefined = input;
  let missing: string | number = "";
  for (const step of path.syntax.steps) {
    if (value === undefined || (step.type !== "child" && step.type !== "index")) break;
    missing = keyOf(step);
    value = followKey(value, missing);
  }
  return conflict(`Unable to apply step "${missing}" to input ${writeDocument(input)}`);
}

interface Writing {
  readonly text: string;
  readonly keys: readonly (string | number)[];
  readonly document: JsonValue;
  readonly value: JsonValue;
}

function writeAt(writing: Writing, target: JsonValue | undefined, at: number): JsonValue {
  const key = writing.keys[at];
  if (key === undefined) return writing.value;
  if (typeof key === "string") {
    const object = target === undefined ? {} : target;
    if (!isJsonObject(object)) return fail(writing);
    const below = Object.hasOwn(object, key) ? object[key] : undefined;
    return withProperty(object, key, writeAt(writing, below, at + 1));
  }
  if (target === undefined || !isJsonArray(target)) return fail(writing);
  const index = key < 0 ? target.length + key : key;
  if (index < 0 || index >= target.length) return fail(writing);
  const copy = target.slice();
  copy[index] = writeAt(writing, target[index], at + 1);
  return copy;
}

function withProperty(object: JsonObject, key: string, value: JsonValue): JsonObject {
  const copy: MutableJsonObject = { ...object };
  defineKey(copy, key, value);
  return copy;
}

/** https://docs.aws.amazon.com has another name for it, States.ResultPathMatchFailure. */
function fail({ text, document }: Writing): never {
  throw conflict(`Unable to apply ReferencePath ${text} to input ${writeDocument(document)}`);
}

function conflict(cause: string): StatesError {
  return new StatesError("States.ReferencePathConflict", cause);
}

function keyOf(step: PathStep): string | number {
  if (step.type === "child") return step.name;
  if (step.type === "index") return step.index;
  throw new Error(`not validated: a Reference Path with a ${step.type}`);
}
