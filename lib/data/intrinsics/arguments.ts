import {
  ExactNumber,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from "../../language/json.ts";
import { plainNumber } from "../document.ts";
import { invalidArguments } from "./intrinsic-fault.ts";

/** An intrinsic's argument as what it must be. Each throws IntrinsicFault. */
export function arrayArgument(value: JsonValue | undefined, name: string): readonly JsonValue[] {
  if (value !== undefined && isJsonArray(value)) return value;
  throw invalidArguments(name);
}

export function objectArgument(value: JsonValue | undefined, name: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw invalidArguments(name);
}

export function stringArgument(value: JsonValue | undefined, name: string): string {
  if (typeof value === "string") return value;
  throw invalidArguments(name);
}

/** Digits after the point are cut off; 32 bits, as a Java int. */
export function integerArgument(value: JsonValue | undefined, name: string): number {
  if (typeof value !== "number" && !(value instanceof ExactNumber)) throw invalidArguments(name);
  const integer = Math.trunc(plainNumber(value));
  if (!(integer >= INTEGER_MIN && integer <= INTEGER_MAX)) throw invalidArguments(name);
  return integer + 0;
}

const INTEGER_MIN = -(2 ** 31);
const INTEGER_MAX = 2 ** 31 - 1;
