import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, ownValue } from "../json.ts";
import { pointerTo } from "../source/places.ts";

/** An object in a state that has fields of its own; the state itself is one. */
export interface Part {
  readonly kind: PartKind;
  readonly fields: JsonObject;
  readonly pointer: string;
}

export type PartKind =
  | "state"
  | "retrier"
  | "catcher"
  | "choiceRule"
  | "nestedRule"
  | "itemReader"
  | "readerConfig"
  | "itemBatcher"
  | "resultWriter"
  | "credentials";

/** A value in a definition, and where it stands. */
export interface Field {
  readonly name: string;
  readonly value: JsonValue;
  readonly pointer: string;
  /** The pointer of the object or array that it belongs to, where AWS places many faults. */
  readonly owner: string;
}

/** The parts of a state, itself first. */
export function partsOf(fields: JsonObject, pointer: string): Part[] {
  const parts: Part[] = [{ kind: "state", fields, pointer }];
  addItems(parts, "retrier", fields, "Retry", pointer);
  addItems(parts, "catcher", fields, "Catch", pointer);
  addItems(parts, "choiceRule", fields, "Choices", pointer);
  addPart(parts, "itemReader", fields, "ItemReader", pointer);
  addPart(parts, "itemBatcher", fields, "ItemBatcher", pointer);
  addPart(parts, "resultWriter", fields, "ResultWriter", pointer);
  addPart(parts, "credentials", fields, "Credentials", pointer);
  // The loop goes on with the parts that it adds.
  for (const part of parts) addInner(parts, part);
  return parts;
}

function addInner(parts: Part[], { kind, fields, pointer }: Part): void {
  if (kind === "itemReader") addPart(parts, "readerConfig", fields, "ReaderConfig", pointer);
  if (kind !== "choiceRule" && kind !== "nestedRule") return;
  addItems(parts, "nestedRule", fields, "And", pointer);
  addItems(parts, "nestedRule", fields, "Or", pointer);
  addPart(parts, "nestedRule", fields, "Not", pointer);
}

function addPart(
  parts: Part[],
  kind: PartKind,
  fields: JsonObject,
  name: string,
  pointer: string,
): void {
  const part = ownValue(fields, name);
  if (isJsonObject(part)) parts.push({ kind, fields: part, pointer: `${pointer}/${name}` });
}

function addItems(
  parts: Part[],
  kind: PartKind,
  fields: JsonObject,
  name: string,
  pointer: string,
): void {
  const items = ownValue(fields, name);
  if (!isJsonArray(items)) return;
  items.forEach((item, index) => {
    if (isJsonObject(item))
      parts.push({ kind, fields: item, pointer: `${pointer}/${name}/${index}` });
  });
}

/** A field of a part, if it is there. */
export function fieldOf({ fields, pointer }: Part, name: string): Field | undefined {
  const value = ownValue(fields, name);
  if (value === undefined) return undefined;
  return { name, value, pointer: `${pointer}/${name}`, owner: pointer };
}

/** All values in a field that are neither objects nor arrays, at any depth. */
export function leavesOf(field: Field): Field[] {
  const leaves: Field[] = [];
  addLeaves(leaves, field);
  return leaves;
}

function addLeaves(leaves: Field[], field: Field): void {
  const { value, pointer } = field;
  // What must hold a path is one value, whatever is there.
  if (field.name.endsWith(".$")) leaves.push(field);
  else if (isJsonArray(value)) {
    value.forEach((item, index) => {
      const place = { pointer: `${pointer}/${index}`, owner: pointer };
      addLeaves(leaves, { name: String(index), value: item, ...place });
    });
  } else if (isJsonObject(value)) {
    for (const name of Object.keys(value)) {
      const place = { pointer: pointer + pointerTo([name]), owner: pointer };
      addLeaves(leaves, { name, value: ownValue(value, name) ?? null, ...place });
    }
  } else leaves.push(field);
}

/** All objects in a field, at any depth. */
export function objectsIn({ value, pointer }: Field): { fields: JsonObject; pointer: string }[] {
  const objects: { fields: JsonObject; pointer: string }[] = [];
  const pending: { value: JsonValue; pointer: string }[] = [{ value, pointer }];
  for (const next of pending) {
    if (typeof next.value !== "object" || next.value === null) continue;
    if (isJsonObject(next.value)) objects.push({ fields: next.value, pointer: next.pointer });
    for (const [key, member] of Object.entries(next.value)) {
      pending.push({ value: member, pointer: next.pointer + pointerTo([key]) });
    }
  }
  return objects;
}
