/** One thing that money is taken for. */
export interface CostLine {
  readonly what: string;
  /** Of one execution: `18 units x $0.625 / M (3 start + 11 records + 4 end)`. */
  readonly formula: string;
  /** For a million executions. */
  readonly dollars: number;
}

/** So many of the units that are paid for, and what for. */
export type Part = readonly [count: number, what: string];

/** @param price of one unit, in dollars */
export function costLine(
  what: string,
  unit: string,
  price: number,
  parts: readonly Part[],
): CostLine {
  const present = parts.filter(([count]) => count > 0);
  const count = present.reduce((total, [part]) => total + part, 0);
  const sum = present.map(([part, of]) => `${digits(part)} ${of}`).join(" + ");
  const units = count === 1 ? unit.replace(/s$/, "") : unit;
  const formula = `${digits(count)} ${units} x $${digits(price * 1e6)} / M (${sum})`;
  return { what, formula, dollars: count * price * 1e6 };
}

export function totalOf(lines: readonly CostLine[]): number {
  return lines.reduce((dollars, line) => dollars + line.dollars, 0);
}

/** Four digits at most. */
function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}
