import type { Benchmark, BenchmarkMode, BenchmarkResult } from "./benchmark.ts";
import { type Case, chain, loop, payload } from "./definitions.ts";
import { duration, medians, pairedRatio } from "./measure.ts";
import { ourRun } from "./ours.ts";

/** Cost per state as the payload grows, and as the execution grows. */
export const scaling: Benchmark = async (mode) => [
  await payloadScaling(mode),
  await lengthScaling(mode, "loop"),
  await lengthScaling(mode, "row"),
];

/** The payload limit is checked, as always. */
async function payloadScaling(mode: BenchmarkMode): Promise<BenchmarkResult> {
  const { small, large } = await medians(
    {
      small: ourRun(loop(1_000, payload(1))),
      large: ourRun(loop(1_000, payload(100))),
    },
    mode,
  );
  return {
    name: "cost of a state at 100 KB against 1 KB",
    detail: `${duration(large / 2_001)} against ${duration(small / 2_001)}`,
    figure: large / small,
    unit: "x",
    goal: { atMost: 2 },
  };
}

/**
 * Each round times 20 executions of 10,000 states and then 10 of 20,000: as many states, so as much
 * garbage, which the collector takes out when it likes. The figure is the median of the rounds.
 */
async function lengthScaling(mode: BenchmarkMode, shape: "loop" | "row"): Promise<BenchmarkResult> {
  const make = (states: number): Case =>
    shape === "loop" ? loop(states / 2) : chain(states, { Type: "Pass" }, {});
  const { first, second, ratio } = await pairedRatio(
    { run: ourRun(make(10_000), { limits: "extended" }), count: 20 },
    { run: ourRun(make(20_000), { limits: "extended" }), count: 10 },
    mode,
  );
  return {
    name: `20,000 states in a ${shape} against 10,000`,
    detail: `${duration(second)} against ${duration(first)}`,
    figure: ratio,
    unit: "x",
    // In a row each state is another one, and so many no longer fit into the processor's cache.
    goal: { atMost: shape === "loop" ? 2.2 : 3 },
  };
}
