import { defineKey, ExactNumber, type JsonValue, type MutableJsonObject } from "./json.ts";
import { nestingMax } from "./source/json-reader.ts";

/**
 * The value with JavaScript numbers only; the very value if it has no others. Undefined if it is
 * nested too deeply for a recursive function to read.
 */
export function plainValue(value: JsonValue): JsonValue | undefined {
  const found = survey(value);
  if (found.tooDeep) return undefined;
  return found.exact ? withPlainNumbers(value) : value;
}

/** Looks at all values, without recursion. */
function survey(root: JsonValue): { readonly tooDeep: boolean; readonly exact: boolean } {
  let level: readonly JsonValue[] = [root];
  let exact = false;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > nestingMax) return { tooDeep: true, exact };
    const next: JsonValue[] = [];
    for (const value of level) {
      if (value instanceof ExactNumber) exact = true;
      else if (typeof value === "object" && value !== null) {
        for (const member of Object.values(value)) {
          if (typeof member === "object" && member !== null) next.push(member);
        }
      }
    }
    level = next;
  }
  return { tooDeep: false, exact };
}

function withPlainNumbers(value: JsonValue): JsonValue {
  if (value instanceof ExactNumber) return value.value;
  if (Array.isArray(value)) return value.map(withPlainNumbers);
  if (typeof value !== "object" || value === null) return value;
  const plain: MutableJsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    defineKey(plain, key, withPlainNumbers(member));
  }
  return plain;
}
