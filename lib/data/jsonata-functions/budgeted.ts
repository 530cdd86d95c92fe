import type { JsonataBudget } from "../jsonata-budget.ts";

/** An array that the engine takes for a sequence: one of a single item is that item. */
export type Sequence = unknown[] & { sequence?: true };

export function makeSequence(items: unknown[]): Sequence {
  const sequence: Sequence = items;
  sequence.sequence = true;
  return sequence;
}

/** True for arrays that the engine made by selecting, not for those of documents. */
export function isSequence(value: unknown): boolean {
  return Array.isArray(value) && (value as Sequence).sequence === true;
}

/** How many values a tree visited at once stands for a step. */
const valuesPerStep = 32;

/**
 * JSONata's equality: arrays in order, objects whatever the order of their keys, numbers by value.
 * Charges for each value that it compares.
 */
export function deepEqual(left: unknown, right: unknown, budget: JsonataBudget): boolean {
  budget.charge(1 / valuesPerStep);
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object") return false;
  if (left === null || right === null) return false;
  if (Array.isArray(left) && Array.isArray(right)) {
    if (left.length !== right.length) return false;
    return left.every((member, index) => deepEqual(member, right[index], budget));
  }
  if (Array.isArray(left) || Array.isArray(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(right, key) && deepEqual((left as Record)[key], (right as Record)[key], budget),
  );
}

interface Record {
  readonly [key: string]: unknown;
}

/** Charges for a whole value, as writing it out would visit it. */
export function chargeTree(value: unknown, budget: JsonataBudget): void {
  let characters = 0;
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    budget.charge(1 / valuesPerStep);
    characters += typeof next === "string" ? next.length : 1;
    if (characters > budget.charactersMax) budget.takeCharacters(characters);
    if (typeof next === "object" && next !== null) pending.push(...Object.values(next));
  }
  budget.takeCharacters(characters);
}
