import type { BenchmarkMode } from "./benchmark.ts";

/** Something to time. Its result is thrown away. */
export type Runnable = () => unknown;

/** How long a batch of runs lasts at least, so that each has its share of garbage collection. */
const batchMs = 60;
const warmUpMs = 300;

/**
 * The median time of one run of each, in milliseconds. The runs are interleaved, batch by batch, so
 * that whatever else the machine does falls on all of them alike.
 */
export async function medians<K extends string>(
  runnables: Readonly<Record<K, Runnable>>,
  mode: BenchmarkMode,
  rounds = 21,
): Promise<Record<K, number>> {
  const names = Object.keys(runnables) as K[];
  const times = new Map<K, number[]>(names.map((name) => [name, []]));
  const sizes = new Map<K, number>();
  for (const name of names) sizes.set(name, await batchSize(runnables[name], mode));
  for (let round = 0; round < (mode === "smoke" ? 1 : rounds); round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      times.get(name)?.push(await timeOf(runnables[name], sizes.get(name) ?? 1));
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<
    K,
    number
  >;
}

/** Something to time so many times in a row. */
export interface Batch {
  readonly run: Runnable;
  readonly count: number;
}

/**
 * The median over 15 rounds of one run's time of `second` against one of `first`, a round's two
 * batches following each other; and the median times of one run, in milliseconds.
 */
export async function pairedRatio(
  first: Batch,
  second: Batch,
  mode: BenchmarkMode,
): Promise<{ first: number; second: number; ratio: number }> {
  const smoke = mode === "smoke";
  for (const { run, count } of [first, second]) await timeOf(run, smoke ? 1 : count);
  const times: { first: number; second: number; ratio: number }[] = [];
  for (let round = 0; round < (smoke ? 1 : 15); round++) {
    const one = await timeOf(first.run, smoke ? 1 : first.count);
    const other = await timeOf(second.run, smoke ? 1 : second.count);
    times.push({ first: one, second: other, ratio: other / one });
  }
  return {
    first: median(times.map((time) => time.first)),
    second: median(times.map((time) => time.second)),
    ratio: median(times.map((time) => time.ratio)),
  };
}

/** Warms up, and says how many runs make a batch. */
async function batchSize(run: Runnable, mode: BenchmarkMode): Promise<number> {
  if (mode === "smoke") return 1;
  let runs = 0;
  const start = performance.now();
  while (performance.now() - start < warmUpMs || runs < 3) {
    await run();
    runs++;
  }
  const eachMs = await timeOf(run, Math.min(runs, 20));
  return Math.max(1, Math.ceil(batchMs / eachMs));
}

async function timeOf(run: Runnable, count: number): Promise<number> {
  const start = performance.now();
  for (let index = 0; index < count; index++) await run();
  return (performance.now() - start) / count;
}

/** The one in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** `1.23 ms`, `4.56 us`: as many digits as mean something. */
export function duration(ms: number): string {
  return ms < 0.1 ? `${(ms * 1000).toPrecision(3)} us` : `${ms.toPrecision(3)} ms`;
}
