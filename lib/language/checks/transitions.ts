import { isJsonArray, isJsonObject, type JsonObject, ownValue } from "../json.ts";
import type { StateView } from "./definition-view.ts";

/** A field that names the state to go to. */
export interface Transition {
  readonly target: string;
  readonly pointer: string;
}

/** All transitions that a state may take, whatever its type allows. */
export function* transitionsOf(state: StateView): Generator<Transition> {
  const { fields, pointer } = state;
  yield* targetIn(fields, "Next", pointer);
  yield* targetIn(fields, "Default", pointer);
  yield* targetsIn(fields, "Choices", pointer);
  yield* targetsIn(fields, "Catch", pointer);
}

function* targetsIn(fields: JsonObject, list: string, pointer: string): Generator<Transition> {
  const items = ownValue(fields, list);
  if (!isJsonArray(items)) return;
  for (const [index, item] of items.entries()) {
    if (isJsonObject(item)) yield* targetIn(item, "Next", `${pointer}/${list}/${index}`);
  }
}

/** The state that a field names, if it does. */
export function* targetIn(
  fields: JsonObject,
  field: string,
  pointer: string,
): Generator<Transition> {
  const target = ownValue(fields, field);
  if (typeof target === "string") yield { target, pointer: `${pointer}/${field}` };
}
