import { isJsonArray, isJsonObject, type JsonValue } from "../language/json.ts";

/** Writes a document of any depth, without recursion. */
export function writeDeepDocument(value: JsonValue): string {
  const parts: string[] = [];
  const pending: (JsonValue | Written)[] = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next instanceof Written) parts.push(next.text);
    else if (isJsonArray(next)) pushItems(pending, next);
    else if (isJsonObject(next)) pushEntries(pending, Object.entries(next));
    else parts.push(JSON.stringify(next));
  }
  return parts.join("");
}

/** A piece of the text itself. */
class Written {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

function pushItems(pending: (JsonValue | Written)[], items: readonly JsonValue[]): void {
  pending.push(new Written("]"));
  for (let index = items.length - 1; index >= 0; index--) {
    pending.push(items[index] as JsonValue);
    if (index > 0) pending.push(new Written(","));
  }
  pending.push(new Written("["));
}

function pushEntries(
  pending: (JsonValue | Written)[],
  entries: readonly (readonly [string, JsonValue])[],
): void {
  pending.push(new Written("}"));
  for (let index = entries.length - 1; index >= 0; index--) {
    const [key, value] = entries[index] as readonly [string, JsonValue];
    pending.push(value, new Written(`${index > 0 ? "," : ""}${JSON.stringify(key)}:`));
  }
  pending.push(new Written("{"));
}
