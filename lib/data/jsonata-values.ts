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

/** How many values are in containers known to hold only what JSON and the engine both have. */
const plain = new WeakMap<object, number>();
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
  if (result === value) plain.set(value, countOf(value, plain));
  else converted.set(value, result);
  return result;
}

function countOf(container: object, counts: WeakMap<object, number>): number {
  let count = 1;
  for (const member of Object.values(container)) {
    count += (typeof member === "object" && member !== null && counts.get(member)) || 1;
  }
  return count;
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
 * A result as plain JSON, as writing it would make it: arrays without the engine's marks and with
 * null for undefined, objects without undefined members.
 * What is so already is shared, not copied. Numbers that JSON lacks become text.
 * Observed on AWS 2026-08 (public measurements): [1/0] gives ["Infinity"].
 * @throws NotJsonError where there is a function.
 */
export function jsonOf(value: unknown, budget: JsonataBudget): JsonValue | undefined {
  if (value === null || typeof value === "boolean" || value === undefined) return value;
  if (typeof value === "string") {
    budget.takeCharacters(value.length);
    return value;
  }
  if (value instanceof ExactNumber) return value;
  if (typeof value !== "object" && typeof value !== "number") throw new NotJsonError();
  if (typeof value === "number") {
    budget.makeValues(1);
    return Number.isFinite(value) ? value + 0 : String(value);
  }
  if (isEngineFunction(value)) throw new NotJsonError();
  const known = plain.get(value) ?? json.get(value);
  budget.makeValues(known ?? 1);
  if (known !== undefined) return value as JsonValue;
  budget.visit();
  const before = budget.valuesMade;
  const made = Array.isArray(value) ? jsonArray(value, budget) : jsonObject(value, budget);
  json.set(made, 1 + budget.valuesMade - before);
  return made;
}

/** How many values are in containers known to be JSON, whatever the spelling of their numbers. */
const json = new WeakMap<object, number>();

function jsonArray(array: readonly unknown[], budget: JsonataBudget): readonly JsonValue[] {
  budget.takeElements(array.length);
  const members: JsonValue[] = [];
  let isSame = !("sequence" in array || "cons" in array || "keepSingleton" in array);
  for (const member of array) {
    const made = jsonOf(member, budget);
    if (made === undefined || !Object.is(made, member)) isSame = false;
    members.push(made ?? null);
  }
  return isSame ? (array as readonly JsonValue[]) : members;
}

function jsonObject(object: object, budget: JsonataBudget): JsonObject {
  const copy: MutableJsonObject = {};
  let isSame = Object.getPrototypeOf(object) === Object.prototype;
  for (const [key, member] of Object.entries(object)) {
    const made = jsonOf(member, budget);
    if (!Object.is(made, member)) isSame = false;
    if (made !== undefined) defineKey(copy, key, made);
  }
  return isSame ? (object as JsonObject) : copy;
}

/** The engine's own records of built-in functions and lambdas. */
function isEngineFunction(value: object): boolean {
  const marks = value as { _jsonata_function?: unknown; _jsonata_lambda?: unknown };
  return marks._jsonata_function === true || marks._jsonata_lambda === true;
}
