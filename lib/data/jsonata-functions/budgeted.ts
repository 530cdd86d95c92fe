import type { JsonataBudget } from "../jsonata-budget.ts";

/**
 * JSONata's equality: arrays in order, objects whatever the order of their keys, numbers by value.
 * Charges for each value that it compares.
 */
export function deepEqual(left: unknown, right: unknown, budget: JsonataBudget): boolean {
  budget.visit();
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
    budget.visit();
    characters += typeof next === "string" ? next.length : 1;
    if (characters > budget.charactersMax) budget.takeCharacters(characters);
    for (const member of membersOf(next)) pending.push(member);
  }
  budget.takeCharacters(characters);
}

/** The members of an array, without the engine's marks, or of an object. */
export function membersOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}
