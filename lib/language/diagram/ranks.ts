import type { Box, EdgeLine, Point } from "./laid-out.ts";

/**
 * Lines that go straight down through the height of each rank: boxes of a rank have their middles
 * at one height, and a line that bent beside a small box would cut the corners of a tall one.
 */
export function straightInRanks(lines: readonly EdgeLine[], boxes: Iterable<Box>): EdgeLine[] {
  const ranks = ranksOf(boxes);
  return lines.map((line) => {
    if (line.from === line.to) return line;
    const last = line.points.length - 1;
    const points = line.points.flatMap((point, index) => {
      if (index === 0) return [point, ...beyond(point, line.points[1], ranks)];
      if (index === last) return [...beyond(point, line.points[last - 1], ranks), point];
      return through(point, line.points[index - 1], ranks);
    });
    return { ...line, points };
  });
}

interface Rank {
  readonly middle: number;
  top: number;
  bottom: number;
}

function ranksOf(boxes: Iterable<Box>): Rank[] {
  const ranks: Rank[] = [];
  for (const { y, height } of boxes) {
    const middle = y + height / 2;
    const rank = ranks.find((other) => Math.abs(other.middle - middle) < 1);
    if (rank) {
      rank.top = Math.min(rank.top, y);
      rank.bottom = Math.max(rank.bottom, y + height);
    } else {
      ranks.push({ middle, top: y, bottom: y + height });
    }
  }
  return ranks;
}

/** From an end of a line at a small box to the border of its rank, on the way to a point. */
function beyond(end: Point, towards: Point | undefined, ranks: readonly Rank[]): Point[] {
  const rank = ranks.find(({ top, bottom }) => end.y >= top - 1 && end.y <= bottom + 1);
  if (!rank || !towards) return [];
  const y = towards.y > end.y ? rank.bottom : rank.top;
  return Math.abs(y - end.y) > leastBend ? [{ x: end.x, y }] : [];
}

/** Into a rank at its one border and out at the other, where a line passes beside its boxes. */
function through(point: Point, before: Point | undefined, ranks: readonly Rank[]): Point[] {
  const rank = ranks.find(({ middle }) => Math.abs(middle - point.y) < 1);
  if (!rank || !before) return [point];
  const borders = [
    { x: point.x, y: rank.top },
    { x: point.x, y: rank.bottom },
  ];
  return before.y < point.y ? borders : borders.reverse();
}

const leastBend = 12;
