import { ExactNumber } from "../language/json.ts";
import type { FastRun, Read } from "./jsonata-fast-run.ts";

/** The engine must look at this: it may well be an error, for which it has the words. */
export class Unfit extends Error {}

type Combine = (left: Read, right: Read) => Read;

/** One row per operator whose meaning on simple values we know. */
export const binaryOperators: { readonly [operator: string]: Combine } = {
  "+": arithmetic((left, right) => left + right),
  "-": arithmetic((left, right) => left - right),
  "*": arithmetic((left, right) => left * right),
  "/": arithmetic((left, right) => left / right),
  "%": arithmetic((left, right) => left % right),
  "<": comparison((left, right) => left < right),
  "<=": comparison((left, right) => left <= right),
  ">": comparison((left, right) => left > right),
  ">=": comparison((left, right) => left >= right),
  "=": equality(true),
  "!=": equality(false),
  "&": (left, right) => (run) => {
    const text = textOf(left(run)) + textOf(right(run));
    if (text.length > longText) run.budget.takeCharacters(text.length);
    return text;
  },
  and: (left, right) => (run) => isTrue(left(run)) && isTrue(right(run)),
  or: (left, right) => (run) => isTrue(left(run)) || isTrue(right(run)),
  in: (left, right) => (run) => isIn(run, plain(left(run)), right(run)),
};

/** `-x` */
export function negated(value: unknown): number | undefined {
  const number = plain(value);
  return number === undefined ? undefined : finite(-numeric(number));
}

/** What counts as true: not 0, "", null, nor an empty array or object, nor an array of such. */
export function isTrue(value: unknown): boolean {
  const it = plain(value);
  if (Array.isArray(it)) return it.some(isTrue);
  if (typeof it === "object" && it !== null) return Object.keys(it).length > 0;
  return Boolean(it);
}

/** Texts that are shorter are not worth counting. */
const longText = 1024;

/** Numbers as JavaScript numbers. */
export function plain(value: unknown): unknown {
  return value instanceof ExactNumber ? value.value : value;
}

function arithmetic(calculate: (left: number, right: number) => number): Combine {
  return (left, right) => (run) => {
    const first = plain(left(run));
    const second = plain(right(run));
    if (first !== undefined) numeric(first);
    if (second !== undefined) numeric(second);
    if (first === undefined || second === undefined) return undefined;
    return finite(calculate(first as number, second as number));
  };
}

function numeric(value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new Unfit();
  return value;
}

/** Zero without a sign, as JSON writes it. */
function finite(value: number): number {
  return value === 0 ? 0 : numeric(value);
}

function comparison(compare: (left: number, right: number) => boolean): Combine {
  return (left, right) => (run) => {
    const first = plain(left(run));
    const second = plain(right(run));
    if (!isComparable(first) || !isComparable(second)) throw new Unfit();
    if (first === undefined || second === undefined) return undefined;
    if (typeof first !== typeof second) throw new Unfit();
    return compare(first as number, second as number);
  };
}

function isComparable(value: unknown): boolean {
  return value === undefined || typeof value === "string" || typeof value === "number";
}

function equality(wanted: boolean): Combine {
  return (left, right) => (run) => {
    const first = plain(left(run));
    const second = plain(right(run));
    if (first === undefined || second === undefined) return false;
    if (isContainer(first) && isContainer(second)) throw new Unfit();
    return (first === second) === wanted;
  };
}

function isContainer(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** Numbers to 15 digits, as the engine writes them. */
function textOf(value: unknown): string {
  const it = plain(value);
  if (it === undefined) return "";
  if (typeof it === "string") return it;
  if (typeof it === "number") return String(finite(Number(it.toPrecision(15))));
  if (isContainer(it)) throw new Unfit();
  return String(it);
}

function isIn(run: FastRun, value: unknown, group: unknown): boolean {
  if (value === undefined || group === undefined) return false;
  if (!Array.isArray(group)) return plain(group) === value;
  run.budget.chargeElements(group.length);
  return group.some((member) => plain(member) === value);
}
