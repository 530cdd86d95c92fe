import type { Point } from "./laid-out.ts";

/**
 * The path through points that leaves the first and reaches the last vertically, and bends
 * between them no more than it must.
 */
export function smoothPath(points: readonly Point[]): string {
  const first = points[0];
  if (!first) return "";
  const parts = [`M${at(first)}`];
  for (let index = 1; index < points.length; index++) {
    const from = points[index - 1];
    const to = points[index];
    if (!from || !to) continue;
    const leave = slope(points, index - 1);
    const reach = slope(points, index);
    const third = (to.y - from.y) / (leave === 0 && reach === 0 ? 2 : 3);
    const control = { x: from.x + leave * third, y: from.y + third };
    const control2 = { x: to.x - reach * third, y: to.y - third };
    const isStraight = Math.abs(from.x - to.x) < 0.5;
    parts.push(isStraight ? `L${at(to)}` : `C${at(control)} ${at(control2)} ${at(to)}`);
  }
  return parts.join("");
}

/** The cubic curve of four points. */
export function loopPath([a, b, c, d]: readonly Point[]): string {
  return a && b && c && d ? `M${at(a)}C${at(b)} ${at(c)} ${at(d)}` : "";
}

/**
 * How far right the line goes for each pixel down at a point: nowhere at its ends and where it
 * turns back; else the harmonic mean of the ways there and on, which never overshoots.
 */
function slope(points: readonly Point[], index: number): number {
  const before = points[index - 1];
  const point = points[index];
  const after = points[index + 1];
  if (!before || !point || !after) return 0;
  const there = (point.x - before.x) / (point.y - before.y || 1);
  const on = (after.x - point.x) / (after.y - point.y || 1);
  return there * on <= 0 ? 0 : (2 * there * on) / (there + on);
}

/** A point as SVG writes it. */
export function at({ x, y }: Point): string {
  return `${number(x)} ${number(y)}`;
}

/** A length to a tenth of a pixel. */
export function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}
