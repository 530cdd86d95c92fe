import {
  defineKey,
  ExactNumber,
  isJsonArray,
  isJsonObject,
  type JsonValue,
  type MutableJsonObject,
} from "../../language/json.ts";
import { DocumentError, readDocument, writeDocument } from "../document.ts";
import { objectArgument, stringArgument, textableArgument } from "./arguments.ts";
import { IntrinsicFault, invalidArguments } from "./intrinsic-fault.ts";
import type { IntrinsicFunction } from "./intrinsic-function.ts";

/** The keys of both objects; the second wins. AWS has no deep merge: the flag must not be true. */
export const jsonMerge: IntrinsicFunction = ([first, second, deep]) => {
  const merged: MutableJsonObject = { ...objectArgument(first, "States.JsonMerge") };
  const above = objectArgument(second, "States.JsonMerge");
  if (deep === true) throw invalidArguments("States.JsonMerge");
  for (const key of Object.keys(above)) defineKey(merged, key, above[key] ?? null);
  return merged;
};

export const jsonToString: IntrinsicFunction = ([value]) =>
  writeDocument(textableArgument(value, "States.JsonToString"));

/** Observed on AWS, 2026: an empty text is null. */
export const stringToJson: IntrinsicFunction = ([value]) => {
  const text = stringArgument(value, "States.StringToJson");
  if (text.trim() === "") return null;
  try {
    const value = readDocument(text);
    return minusZero.test(text) ? withoutMinusZero(value) : value;
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw new IntrinsicFault(
      `Cannot convert String to Json in States.StringToJson, caused by: ${error.message}\n at ${error.location}`,
    );
  }
};

/** Jackson reads -0 as the integer 0. Other spellings stay. */
function withoutMinusZero(value: JsonValue): JsonValue {
  if (value instanceof ExactNumber) return value.text === "-0" ? 0 : value;
  if (isJsonArray(value)) return value.map(withoutMinusZero);
  if (!isJsonObject(value)) return value;
  const copy: MutableJsonObject = {};
  for (const [key, item] of Object.entries(value)) defineKey(copy, key, withoutMinusZero(item));
  return copy;
}

const minusZero = /-0(?![.eE])/;
