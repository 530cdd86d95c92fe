import type { GraphScope } from "../graph.ts";
import { type Box, type EdgeLine, idOf, type Label, type Point } from "./laid-out.ts";
import { sizes } from "./node-box.ts";
import { shortPaths } from "./short-text.ts";
import { textWidth, wrapText } from "./text-width.ts";

/** A line before it has its place. */
export interface Line extends Omit<EdgeLine, "points" | "label"> {
  readonly label?: Omit<Label, "x" | "y">;
}

/** The lines to draw in a scope: transitions of one kind between two states are one line. */
export function linesOf(scope: GraphScope): Line[] {
  const groups = new Map<string, { line: Line; labels: string[] }>();
  for (const { kind, from, to, label } of scope.edges) {
    const key = JSON.stringify([kind, from, to]);
    const group = groups.get(key) ?? { line: { kind, from: idOf(from), to: idOf(to) }, labels: [] };
    const text = kind === "default" ? "otherwise" : label;
    if (text) group.labels.push(text);
    groups.set(key, group);
  }
  const lines = [...groups.values()].map(({ line, labels }) =>
    labels.length === 0 ? line : { ...line, label: labelOf(labels) },
  );
  return scope.kind === "stateMachine" ? [...discLines(scope), ...lines] : lines;
}

/** From the start to StartAt, and to the end from each state with `"End": true`. */
function discLines(scope: GraphScope): Line[] {
  const start: Line[] =
    scope.startAt === undefined ? [] : [{ kind: "start", from: "start", to: idOf(scope.startAt) }];
  const ends = scope.nodes.filter(({ state }) => state.End === true);
  return [
    ...start,
    ...ends.map(({ name }): Line => ({ kind: "end", from: idOf(name), to: "end" })),
  ];
}

const labelWidthMax = 180;
const labelsMax = 3;

function labelOf(texts: readonly string[]): Omit<Label, "x" | "y"> {
  const linesMax = texts.length === 1 ? 2 : 1;
  const shown = texts.slice(0, texts.length > labelsMax ? labelsMax - 1 : labelsMax);
  const lines = shown.flatMap((text) =>
    wrapText(shortPaths(text), sizes.label, labelWidthMax, linesMax),
  );
  if (shown.length < texts.length) lines.push(`or ${texts.length - shown.length} more`);
  const width = Math.max(...lines.map((line) => textWidth(line, sizes.label)));
  const height = lines.length * labelLineHeight + 6;
  return { lines, text: texts.join("\n"), width: Math.ceil(width) + 12, height };
}

export const labelLineHeight = 14;

/**
 * Gives each line an end of its own on the boxes' edges, so that lines to and from one box do not
 * meet; along an edge they are in the order of where they come from.
 */
export function spreadEnds(
  lines: readonly EdgeLine[],
  boxes: ReadonlyMap<string, Box>,
): EdgeLine[] {
  const straight = lines.filter(({ from, to }) => from !== to);
  const ends = new Map(straight.map((line) => [line, endsOf(line, boxes)]));
  const bySide = Map.groupBy([...ends.values()].flat(), ({ box, side }) => `${side} ${box}`);
  for (const group of bySide.values()) {
    group.sort((a, b) => a.towards - b.towards);
    const box = boxes.get(group[0]?.box ?? "");
    if (!box) continue;
    const step = Math.min(endStep, (box.width - 2 * sizes.padding) / group.length);
    for (const [index, end] of group.entries()) {
      const x = box.x + box.width / 2 + (index - (group.length - 1) / 2) * step;
      end.point = { x, y: end.side === "top" ? box.y : box.y + box.height };
    }
  }
  return lines.map((line) => {
    if (line.from === line.to) return loop(line, boxes.get(line.from));
    const points = [...line.points];
    for (const end of ends.get(line) ?? []) points[end.index] = end.point;
    return { ...line, points: line.label ? points : withoutNeedless(points) };
  });
}

const endStep = 22;

/** In a short line, a middle point that lies between the ends is no bend worth keeping. */
function withoutNeedless(points: readonly Point[]): readonly Point[] {
  const [first, middle, last] = points;
  if (points.length !== 3 || !first || !middle || !last) return points;
  if (Math.abs(last.y - first.y) > shortLine) return points;
  const low = Math.min(first.x, last.x) - 1;
  const high = Math.max(first.x, last.x) + 1;
  return middle.x >= low && middle.x <= high ? [first, last] : points;
}

const shortLine = 80;

interface LineEnd {
  readonly index: number;
  readonly box: string;
  readonly side: "top" | "bottom";
  /** The x of the next point of the line. */
  readonly towards: number;
  point: Point;
}

function endsOf(line: EdgeLine, boxes: ReadonlyMap<string, Box>): LineEnd[] {
  const last = line.points.length - 1;
  return [
    { index: 0, next: 1, box: line.from },
    { index: last, next: last - 1, box: line.to },
  ].flatMap(({ index, next, box }) => {
    const own = boxes.get(box);
    const point = line.points[index];
    const neighbour = line.points[next];
    if (!own || !point || !neighbour) return [];
    const side = neighbour.y < own.y + own.height / 2 ? ("top" as const) : ("bottom" as const);
    return [{ index, box, side, towards: neighbour.x, point }];
  });
}

/** A state's line to itself, at its right side. */
function loop(line: EdgeLine, box: Box | undefined): EdgeLine {
  if (!box) return line;
  const right = box.x + box.width;
  const middle = box.y + box.height / 2;
  return {
    ...line,
    points: [
      { x: right, y: middle - 8 },
      { x: right + 34, y: middle - 24 },
      { x: right + 34, y: middle + 24 },
      { x: right, y: middle + 8 },
    ],
  };
}
