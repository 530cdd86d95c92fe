/**
 * A set of indexes as ranges: start and end (exclusive) of each range, in order. A set of a million
 * that ended almost in order is a few numbers. Plain JSON.
 */
export type IndexRanges = readonly number[];

/** How many indexes there are. */
export function countIndexes(ranges: IndexRanges): number {
  let count = 0;
  for (let at = 0; at < ranges.length; at += 2) count += lengthAt(ranges, at);
  return count;
}

export function hasIndex(ranges: IndexRanges, index: number): boolean {
  const at = rangeBefore(ranges, index);
  return at >= 0 && index < boundAt(ranges, at + 1);
}

/** The same set with the index. */
export function withIndex(ranges: IndexRanges, index: number): IndexRanges {
  if (hasIndex(ranges, index)) return ranges;
  const before = rangeBefore(ranges, index);
  const touchesBefore = before >= 0 && boundAt(ranges, before + 1) === index;
  const after = before + 2;
  const touchesAfter = after < ranges.length && ranges[after] === index + 1;
  const start = touchesBefore ? boundAt(ranges, before) : index;
  const end = touchesAfter ? boundAt(ranges, after + 1) : index + 1;
  const from = touchesBefore ? before : after;
  const to = touchesAfter ? after + 2 : after;
  return [...ranges.slice(0, from), start, end, ...ranges.slice(to)];
}

/** The same set without the index. */
export function withoutIndex(ranges: IndexRanges, index: number): IndexRanges {
  if (!hasIndex(ranges, index)) return ranges;
  const at = rangeBefore(ranges, index);
  const left = [boundAt(ranges, at), index];
  const right = [index + 1, boundAt(ranges, at + 1)];
  return [...ranges.slice(0, at), ...left, ...right, ...ranges.slice(at + 2)].filter(
    (_, place, all) => all[place - (place % 2)] !== all[place - (place % 2) + 1],
  );
}

/** All that are in either set. */
export function union(a: IndexRanges, b: IndexRanges): IndexRanges {
  const pairs: [number, number][] = [];
  for (const ranges of [a, b]) {
    for (let at = 0; at < ranges.length; at += 2) {
      pairs.push([boundAt(ranges, at), boundAt(ranges, at + 1)]);
    }
  }
  pairs.sort(([first], [second]) => first - second);
  const joined: number[] = [];
  for (const [start, end] of pairs) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last) joined[joined.length - 1] = Math.max(last, end);
    else joined.push(start, end);
  }
  return joined;
}

/** Those of the first set that are not in the second. */
export function without(ranges: IndexRanges, removed: IndexRanges): IndexRanges {
  if (removed.length === 0) return ranges;
  const end = ranges.at(-1) ?? 0;
  return gaps(union(gaps(ranges, end), removed), end);
}

/** Those from 0 up to (not including) `below` that are not in the set. */
export function gaps(ranges: IndexRanges, below: number): IndexRanges {
  const within = ranges.filter((_, place) => (ranges[place - (place % 2)] ?? 0) < below);
  const bounds = [0, ...within.map((bound) => Math.min(bound, below)), below];
  return bounds.filter((_, place) => {
    const at = place - (place % 2);
    return (bounds[at] ?? 0) < (bounds[at + 1] ?? 0);
  });
}

/** The first so many of the set. */
export function firstIndexes(ranges: IndexRanges, count: number): IndexRanges {
  const first: number[] = [];
  for (let at = 0, left = count; at < ranges.length && left > 0; at += 2) {
    const length = Math.min(left, lengthAt(ranges, at));
    first.push(boundAt(ranges, at), boundAt(ranges, at) + length);
    left -= length;
  }
  return first;
}

/** The indexes in order. */
export function* indexesOf(ranges: IndexRanges): Generator<number> {
  for (let at = 0; at < ranges.length; at += 2) {
    const end = boundAt(ranges, at + 1);
    for (let index = boundAt(ranges, at); index < end; index++) yield index;
  }
}

/** Where the last range is that starts at or before the index; -2: there is none. */
function rangeBefore(ranges: IndexRanges, index: number): number {
  let low = 0;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (boundAt(ranges, middle * 2) <= index) low = middle + 1;
    else high = middle;
  }
  return (low - 1) * 2;
}

function lengthAt(ranges: IndexRanges, at: number): number {
  return boundAt(ranges, at + 1) - boundAt(ranges, at);
}

function boundAt(ranges: IndexRanges, at: number): number {
  return ranges[at] ?? 0;
}
