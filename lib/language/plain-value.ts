import { defineKey, ExactNumber, type JsonValue, type MutableJsonObject } from "./json.ts";

/** What can be told of a value without recursion, whatever it is. */
export interface Survey {
  /** How deep objects and arrays are nested in each other. */
  readonly depth: number;
  /** At least so many characters has the value as JSON. */
  readonly length: number;
  readonly hasExactNumbers: boolean;
}

/** Looks at a value level by level, no further than to a depth and a length. */
export function survey(root: JsonValue, depthMax: number, lengthMax: number): Survey {
  let level: readonly JsonValue[] = [root];
  let hasExactNumbers = false;
  let length = 0;
  let depth = 0;
  while (level.length > 0 && depth <= depthMax && length <= lengthMax) {
    const next: JsonValue[] = [];
    for (const value of level) {
      if (value instanceof ExactNumber) hasExactNumbers = true;
      else if (typeof value === "string") length += value.length + 2;
      else if (typeof value === "object" && value !== null) {
        for (const [key, member] of Object.entries(value)) {
          length += Array.isArray(value) ? 1 : key.length + 4;
          next.push(member);
        }
      } else length += 1;
    }
    level = next;
    if (level.length > 0) depth += 1;
  }
  return { depth, length, hasExactNumbers };
}

/** The value with JavaScript numbers only. */
export function plainValue(value: JsonValue): JsonValue {
  if (value instanceof ExactNumber) return value.value;
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== "object" || value === null) return value;
  const plain: MutableJsonObject = {};
  for (const [key, member] of Object.entries(value)) defineKey(plain, key, plainValue(member));
  return plain;
}
