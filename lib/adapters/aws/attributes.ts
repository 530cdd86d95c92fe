import type { Attribute, Item } from "./dynamodb-calls.ts";

/** The attributes of these names; those that are undefined are left out. */
export function itemOf(fields: {
  readonly [name: string]: string | number | Uint8Array | undefined;
}): Item {
  const item: { [name: string]: Attribute } = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) item[name] = attributeOf(value);
  }
  return item;
}

function attributeOf(value: string | number | Uint8Array): Attribute {
  if (typeof value === "string") return { S: value };
  return typeof value === "number" ? { N: String(value) } : { B: value };
}

/** A text, or the empty one where there is none. */
export function textIn(item: Item, name: string): string {
  const attribute = item[name];
  return attribute !== undefined && "S" in attribute ? attribute.S : "";
}

export function numberIn(item: Item, name: string): number | undefined {
  const attribute = item[name];
  return attribute !== undefined && "N" in attribute ? Number(attribute.N) : undefined;
}

export function bytesIn(item: Item, name: string): Uint8Array | undefined {
  const attribute = item[name];
  return attribute !== undefined && "B" in attribute ? attribute.B : undefined;
}
