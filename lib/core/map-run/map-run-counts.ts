import { countIndexes, gaps, type IndexRanges, indexesOf, union } from "./index-ranges.ts";
import type { MapRunSnapshot } from "./map-run-snapshot.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_MapRunItemCounts.html */
export interface MapRunCounts {
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly aborted: number;
  readonly total: number;
  readonly resultsWritten: number;
  readonly failuresNotRedrivable: number;
  readonly pendingRedrive: number;
}

/** DescribeMapRun's executionCounts: child executions. */
export function executionCounts(run: MapRunSnapshot): MapRunCounts {
  return counts(run, countIndexes, pendingChildren(run));
}

/** DescribeMapRun's itemCounts: the items that the child executions have. */
export function itemCounts(run: MapRunSnapshot): MapRunCounts {
  return counts(run, (ranges) => countItems(run, ranges), pendingItems(run));
}

/** Items of these children. */
export function countItems({ sizes }: MapRunSnapshot, ranges: IndexRanges): number {
  const [only] = sizes;
  if (only === undefined) return 0;
  if (sizes.length === 1) return countIndexes(ranges) * only[1];
  let items = 0;
  let run = 0;
  let end = only[0];
  for (const index of indexesOf(ranges)) {
    while (index >= end && run + 1 < sizes.length) end += sizes[++run]?.[0] ?? 0;
    items += sizes[run]?.[1] ?? 0;
  }
  return items;
}

/** Children that were started and have neither ended nor wait to be redriven. */
export function runningChildren({ ended, pendingRedrive, children }: MapRunSnapshot): IndexRanges {
  const all = Object.values(ended).reduce(union, pendingRedrive);
  return gaps(all, children);
}

/** Items that are known and belong to no child yet. */
function pendingItems({ order, reading, itemsTaken, batch }: MapRunSnapshot): number {
  const known = order.items === undefined ? reading.items : order.items.length;
  return known - itemsTaken + batch.length;
}

function pendingChildren(run: MapRunSnapshot): number {
  const { batcher } = run.order;
  const items = pendingItems(run);
  if (batcher === undefined) return items;
  return Math.ceil(items / (batcher.maxItemsPerBatch ?? Math.max(items, 1)));
}

function counts(
  run: MapRunSnapshot,
  count: (ranges: IndexRanges) => number,
  pending: number,
): MapRunCounts {
  const { ended, notRedrivable, pendingRedrive, resultsWritten, children } = run;
  return {
    pending,
    running: count(runningChildren(run)),
    succeeded: count(ended.SUCCEEDED),
    failed: count(ended.FAILED),
    timedOut: count(ended.TIMED_OUT),
    aborted: count(ended.ABORTED),
    total: count(children === 0 ? [] : [0, children]) + pending,
    resultsWritten: count(resultsWritten),
    failuresNotRedrivable: count(notRedrivable),
    pendingRedrive: count(pendingRedrive),
  };
}
