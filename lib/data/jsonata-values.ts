import {
  defineKey,
  ExactNumber,
  isJsonArray,
  type JsonObject,
  type JsonValue,
  type MutableJsonObject,
} from "../language/json.ts";
import type { JsonataBudget } from "./jsonata-budget.ts";

/** A function reached a place where only JSON may stand. */
export class NotJsonError extends Error {}

/** Containers known to hold only what both JSON and the engine can hold. */
const plain = new WeakSet<object>();
/** What became of the others. */
const converted = new WeakMap<object, JsonValue>();

/**
 * The value with plain numbers for ExactNumbers, as the engine wants it. A container is looked
 * through once: documents are immutable, and most need no conversion.
 */
export function plainValue(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null || plain.has(value)) return value;
  if (value instanceof ExactNumber) return value.value;
  const known = converted.get(value);
  if (known !== undefined) return known;
  const result = isJsonArray(value) ? plainArray(value) : plainObject(value);
  if (result === value) plain.add(value);
  else converted.set(value, result);
  return result;
}

function plainArray(array: readonly JsonValue[]): readonly JsonValue[] {
  let copy: JsonValue[] | undefined;
  for (let index = 0; index < array.length; index += 1) {
    const member = array[index] as JsonValue;
    // The engine would write into it: see isWriteToDocument.
    if (isJsonArray(member) && member.length === 0) Object.freeze(member);
    const made = plainValue(member);
    if (made !== member) {
      copy ??= array.slice();
      copy[index] = made;
    }
  }
  return copy ?? array;
}

function plainObject(object: JsonObject): JsonObject {
  let copy: MutableJsonObject | undefined;
  for (const key of Object.keys(object)) {
    const member = object[key] as JsonValue;
    const made = plainValue(member);
    if (made !== member) {
      copy ??= { ...object };
      defineKey(copy, key, made);
    }
  }
  return copy ?? object;
}

/**
 * True where the engine tried to write into a document: it appends to an empty array that is a
 * member of another where an object is constructed for each member. Documents are shared, so the
 * evaluation must be repeated on copies.
 */
export function isWriteToDocument(error: unknown): boolean {
  return error instanceof TypeError && error.message.includes("not extensible");
}

/** A copy of all arrays and objects, for the engine to write into. */
export function copyOf(value: JsonValue): JsonValue {
  const it = plainValue(value);
  if (isJsonArray(it)) return it.map(copyOf);
  if (typeof it !== "object" || it === null) return it;
  const copy: MutableJsonObject = {};
  for (const [key, member] of Object.entries(it)) defineKey(copy, key, copyOf(member));
  return copy;
}

/**
 * The engine's result as plain JSON: arrays without its marks, objects with the usual prototype and
 * without undefined members. Numbers that JSON lacks become text.
 * Observed on AWS 2026-08 (public measurements): [1/0] gives ["Infinity"].
 * @throws NotJsonError where there is a function.
 */
export function jsonOf(value: unknown, budget: JsonataBudget): JsonValue | undefined {
  if (value === null || typeof value === "boolean" || value === undefined) return value;
  if (typeof value === "string") {
    budget.takeCharacters(value.length);
    return value;
  }
  budget.makeValue();
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : String(value);
  if (typeof value !== "object" || isEngineFunction(value)) throw new NotJsonError();
  if (plain.has(value)) return value as JsonValue;
  budget.visit();
  return Array.isArray(value) ? arrayOf(value, budget) : objectOf(value, budget);
}

function arrayOf(array: readonly unknown[], budget: JsonataBudget): JsonValue {
  budget.takeElements(array.length);
  const copy: JsonValue[] = [];
  for (const member of array) {
    const made = jsonOf(member, budget);
    if (made !== undefined) copy.push(made);
  }
  return copy;
}

function objectOf(object: object, budget: JsonataBudget): JsonValue {
  const copy: MutableJsonObject = {};
  for (const [key, member] of Object.entries(object)) {
    const made = jsonOf(member, budget);
    if (made !== undefined) defineKey(copy, key, made);
  }
  return copy;
}

/** The engine's own records of built-in functions and lambdas. */
function isEngineFunction(value: object): boolean {
  const marks = value as { _jsonata_function?: unknown; _jsonata_lambda?: unknown };
  return marks._jsonata_function === true || marks._jsonata_lambda === true;
}
