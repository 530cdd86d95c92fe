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
import { StatesError } from "./states-error.ts";

/** A Reference Path: reads one node, or puts a value there. #ref-paths */
export interface ReferencePath extends Path {
  /**
   * The document with the value at the path: a copy of the objects and arrays on the way, which
   * shares all else. Objects that are missing are made. Throws States.ResultPathMatchFailure.
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
            : writeAt({ keys, document, value }, document, 0)
      : (document, value) => writeAt({ keys, document, value }, document, 0);
  return { ...compilePathSyntax(path), write };
}

interface Writing {
  readonly keys: readonly (string | number)[];
  readonly document: JsonValue;
  readonly value: JsonValue;
}

function writeAt(writing: Writing, target: JsonValue | undefined, at: number): JsonValue {
  const key = writing.keys[at];
  if (key === undefined) return writing.value;
  if (typeof key === "string") {
    const object = target ?? {};
    if (!isJsonObject(object)) return fail(writing, at);
    const below = Object.hasOwn(object, key) ? object[key] : undefined;
    return withProperty(object, key, writeAt(writing, below, at + 1));
  }
  if (target === undefined || !isJsonArray(target)) return fail(writing, at);
  const index = key < 0 ? target.length + key : key;
  if (index < 0 || index >= target.length) return fail(writing, at);
  const copy = target.slice();
  copy[index] = writeAt(writing, target[index], at + 1);
  return copy;
}

function withProperty(object: JsonObject, key: string, value: JsonValue): JsonObject {
  const copy: MutableJsonObject = { ...object };
  defineKey(copy, key, value);
  return copy;
}

function fail(writing: Writing, at: number): never {
  throw new StatesError(
    "States.ResultPathMatchFailure",
    `Unable to apply step "${writing.keys[at]}" to input ${writeDocument(writing.document)}`,
  );
}

function keyOf(step: PathStep): string | number {
  if (step.type === "child") return step.name;
  if (step.type === "index") return step.index;
  throw new Error(`not a Reference Path: it has a ${step.type}`);
}
