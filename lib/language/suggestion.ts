/** `; did you mean "Ship"?`, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const near = nearest(word, candidates);
  return near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`;
}

/** `"a", "b" or "c"`. */
export function quotedList(words: readonly string[], conjunction = "or"): string {
  const quoted = words.map((word) => JSON.stringify(word));
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} ${conjunction} ${last}`;
}

/**
 * The candidate that a misspelt word was probably meant to be; undefined if none is near. Its cost
 * is bounded: of many candidates only the first ones are looked at.
 */
function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.floor(Math.min(word.length, comparedLengthMax) / 3) + 1;
  let compared = 0;
  for (const candidate of candidates) {
    if (compared++ === candidatesMax) break;
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance && candidate !== word) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

const candidatesMax = 100;
const comparedLengthMax = 100;

/** Letters to change, add, leave out, or swap with the next; or `limit` if it is that or more. */
function editDistance(from: string, to: string, limit: number): number {
  if (from.length > comparedLengthMax || to.length > comparedLengthMax) return limit;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  let rowBefore = row;
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const cost = from[i - 1] === to[j - 1] ? 0 : 1;
      const [above = 0, left = 0, corner = 0] = [row[j], next[j - 1], row[j - 1]];
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwapped ? (rowBefore[j - 2] ?? 0) + 1 : limit;
      next.push(Math.min(above + 1, left + 1, corner + cost, swapped));
    }
    // A swap in the next row counts from this one.
    if (Math.min(...next) >= limit && Math.min(...row) + 1 >= limit) return limit;
    [rowBefore, row] = [row, next];
  }
  return row[to.length] ?? limit;
}
