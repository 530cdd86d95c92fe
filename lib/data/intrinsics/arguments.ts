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

const INTEGER_MIN = -(2 ** 31);
const INTEGER_MAX = 2 ** 31 - 1;
