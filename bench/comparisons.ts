import type { Benchmark, BenchmarkResult } from "./benchmark.ts";
import { type Case, chain, loop, map, payload } from "./definitions.ts";
import { duration, medians } from "./measure.ts";
import { ourRun } from "./ours.ts";
import { peerRun } from "./peer.ts";

interface Comparison {
  readonly name: string;
  readonly example: Case;
  readonly atLeast: number;
  /** Fewer where a run of the peer takes long. */
  readonly rounds?: number;
}

const comparisons: readonly Comparison[] = [
  { name: "ten Pass states", example: chain(10, { Type: "Pass" }, {}), atLeast: 1 },
  { name: "Pass + Choice loop, 1,000 rounds", example: loop(1_000), atLeast: 10 },
  { name: "inline Map over 1,000 items", example: map(1_000), atLeast: 10 },
  {
    name: "Pass + Choice loop, 1,000 rounds, 100 KB payload",
    example: loop(1_000, payload(100)),
    atLeast: 100,
    rounds: 5,
  },
  {
    name: "ten Pass states, 100 KB payload",
    example: chain(10, { Type: "Pass" }, payload(100)),
    atLeast: 1,
  },
];

/** Our runs, with their full history kept, against aws-local-stepfunctions 3. */
export const comparisonsWithPeer: Benchmark = async (mode) => {
  const results: BenchmarkResult[] = [];
  for (const { name, example, atLeast, rounds } of comparisons) {
    const { ours, peer } = await medians(
      { ours: ourRun(example), peer: peerRun(example) },
      mode,
      rounds,
    );
    results.push({
      name,
      detail: `${duration(ours)} against ${duration(peer)}`,
      figure: peer / ours,
      unit: "x",
      goal: { atLeast },
    });
  }
  return results;
};
