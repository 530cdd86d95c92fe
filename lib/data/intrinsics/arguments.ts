import {
  ExactNumber,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from "../../language/json.ts";
import { plainNumber } from "../document.ts";
import { documentSizeBytes } from "../size.ts";
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

/** The value, if a text of it is not too long to make. Values share parts, so that can be. */
export function textableArgument(value: JsonValue | undefined, name: string): JsonValue {
  if (value === undefined || documentSizeBytes(value) > TEXT_BYTES_MAX)
    throw invalidArguments(name);
  return value;
}

/** An integer of 32 bits; digits after the point are cut off. Observed on AWS, 2026. */
export function integerArgument(value: JsonValue | undefined, name: string): number {
  return inInteger(Math.trunc(numberArgument(value, name)), name);
}

export function numberArgument(value: JsonValue | undefined, name: string): number {
  if (typeof value === "number" || value instanceof ExactNumber) return plainNumber(value);
  throw invalidArguments(name);
}

/** The integer, if a Java int can hold it. */
export function inInteger(integer: number, name: string): number {
  if (integer >= INTEGER_MIN && integer <= INTEGER_MAX) return integer + 0;
  throw invalidArguments(name);
}

/** Far above what a state may answer. */
export const TEXT_BYTES_MAX = 67_108_864;
const INTEGER_MIN = -(2 ** 31);
const INTEGER_MAX = 2 ** 31 - 1;
