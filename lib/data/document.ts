import { ExactNumber, isJsonObject, type JsonValue } from "../language/json.ts";
import { parseDocument } from "./document-parser.ts";
import { isPlainDocument } from "./document-scan.ts";
import { writeDeepDocument } from "./document-writer.ts";

export { DocumentError } from "./document-error.ts";

/**
 * Reads a JSON text. Numbers keep their spelling where a JavaScript number would lose it.
 * Throws DocumentError where the text is no JSON or is nested deeper than we go.
 */
export function readDocument(text: string): JsonValue {
  if (!isPlainDocument(text)) return parseDocument(text);
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return parseDocument(text);
  }
}

/** The compact JSON text. */
export function writeDocument(value: JsonValue): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // JSON.stringify goes as deep as the stack; the other RangeError is of texts of 512 MB.
    if (isStackOverflow(error)) return writeDeepDocument(value);
    throw error;
  }
}

function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes("call stack");
}

/** The number to calculate and compare with. */
export function plainNumber(number: number | ExactNumber): number {
  return typeof number === "number" ? number : number.value;
}

/** Whether two values are the same, whatever the order of keys and the spelling of numbers. */
export function sameDocument(left: JsonValue, right: JsonValue): boolean {
  if (left === right) return true;
  const pending: JsonValue[] = [left, right];
  while (pending.length > 0) {
    const b = pending.pop() as JsonValue;
    const a = pending.pop() as JsonValue;
    if (a !== b && !sameParts(a, b, pending)) return false;
  }
  return true;
}

/** Whether the outsides are the same; leaves the insides for later. */
function sameParts(left: JsonValue, right: JsonValue, pending: JsonValue[]): boolean {
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    for (let index = 0; index < left.length; index++) pending.push(left[index], right[index]);
    return true;
  }
  if (isJsonObject(left)) {
    if (!isJsonObject(right)) return false;
    const keys = Object.keys(left);
    if (keys.length !== Object.keys(right).length) return false;
    for (const key of keys) {
      if (!Object.hasOwn(right, key)) return false;
      pending.push(left[key] as JsonValue, right[key] as JsonValue);
    }
    return true;
  }
  if (!isNumber(left) || !isNumber(right)) return false;
  return exactValue(left) === exactValue(right);
}

function isNumber(value: JsonValue): value is number | ExactNumber {
  return typeof value === "number" || value instanceof ExactNumber;
}

/** A spelling that equal numbers share: `1.0`, `1` and `10e-1` are `1e0`. */
function exactValue(number: number | ExactNumber): string {
  const text = number instanceof ExactNumber ? number.text : String(number);
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = numberParts.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  const power =
    BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}

const numberParts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]\+?(-?\d+))?$/;
