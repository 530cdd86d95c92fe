import { type EngineFocus, evaluationOf } from "../jsonata-evaluation.ts";
import { makeSequence } from "../jsonata-sequence.ts";

/** What an item is ordered by: one term of `^(…)`. */
export type Key = (item: unknown) => Promise<unknown>;

/**
 * `items^(key, >key)`: stable. Each key is evaluated once for each item; the engine's own sort
 * evaluates it at every comparison and needs memory that grows with the square.
 */
export async function orderBy(
  focus: EngineFocus,
  items: unknown,
  descending: readonly boolean[],
  keys: readonly Key[],
): Promise<unknown> {
  if (!Array.isArray(items)) return items;
  if (items.length <= 1) return makeSequence([...items]);
  const { budget } = evaluationOf(focus);
  budget.charge((items.length * Math.log2(items.length)) / 32);
  const rows: Row[] = [];
  for (const item of items) {
    const terms: unknown[] = [];
    for (const key of keys) terms.push(await key(item));
    rows.push({ item, terms });
  }
  rows.sort((left, right) => compareRows(left, right, descending));
  return rows.map(({ item }) => item);
}

interface Row {
  readonly item: unknown;
  readonly terms: readonly unknown[];
}

function compareRows(left: Row, right: Row, descending: readonly boolean[]): number {
  for (const [index, isDescending] of descending.entries()) {
    const order = compareTerms(left.terms[index], right.terms[index], isDescending);
    if (order !== 0) return order;
  }
  return 0;
}

/** Undefined goes last, also where the order is descending. */
function compareTerms(left: unknown, right: unknown, isDescending: boolean): number {
  if (left === undefined || right === undefined) {
    return Number(left === undefined) - Number(right === undefined);
  }
  for (const value of [left, right]) {
    if (typeof value !== "string" && typeof value !== "number") throw { code: "T2008", value };
  }
  if (typeof left !== typeof right) throw { code: "T2007", value: left, value2: right };
  if (left === right) return 0;
  const order = (left as number) < (right as number) ? -1 : 1;
  return isDescending ? -order : order;
}
