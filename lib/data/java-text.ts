import { ExactNumber, isJsonArray, isJsonObject, type JsonValue } from "../language/json.ts";

/**
 * The text that Java's `String.valueOf` gives for a JSON value held in maps and lists, as AWS's
 * causes and States.Format show it: `{Arg1=1, Arg2=[]}`, `null`, `1.0E10`, strings without quotes.
 */
export function javaText(value: JsonValue): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || value instanceof ExactNumber) return javaNumberText(value);
  if (isJsonArray(value) || isJsonObject(value)) return containerText(value);
  return String(value);
}

/** Integers digit for digit; all others as `Double.toString` writes them. */
function javaNumberText(number: number | ExactNumber): string {
  const text = number instanceof ExactNumber ? number.text : String(number);
  if (integer.test(text)) return text === "-0" ? "0" : text;
  return javaDoubleText(Number(text));
}

/** `Double.toString`: 1.0, 1.5E10 from 10^7 on, 1.0E-4 below 10^-3. */
export function javaDoubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (size === 0) return `${sign}0.0`;
  if (size >= 1e-3 && size < 1e7) {
    const text = String(size);
    return `${sign}${text.includes(".") ? text : `${text}.0`}`;
  }
  const [digits = "", exponent = ""] = size.toExponential().split("e");
  const mantissa = digits.includes(".") ? digits : `${digits}.0`;
  return `${sign}${mantissa}E${exponent.replace("+", "")}`;
}

/** Without recursion: a value may be nested deeply. */
function containerText(value: JsonValue): string {
  const parts: string[] = [];
  const pending: (JsonValue | Piece)[] = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next instanceof Piece) parts.push(next.text);
    else if (isJsonArray(next))
      pushItems(
        pending,
        "[",
        next.map((item) => ["", item]),
        "]",
      );
    else if (isJsonObject(next)) {
      const items = Object.entries(next).map(([key, item]): Item => [`${key}=`, item]);
      pushItems(pending, "{", items, "}");
    } else parts.push(javaText(next));
  }
  return parts.join("");
}

type Item = readonly [string, JsonValue];

class Piece {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

function pushItems(
  pending: (JsonValue | Piece)[],
  open: string,
  items: readonly Item[],
  close: string,
): void {
  pending.push(new Piece(close));
  for (let index = items.length - 1; index >= 0; index--) {
    const [label, item] = items[index] as Item;
    pending.push(item, new Piece(`${index > 0 ? ", " : ""}${label}`));
  }
  pending.push(new Piece(open));
}

const integer = /^-?\d+$/;
