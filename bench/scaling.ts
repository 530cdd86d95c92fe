import type { Benchmark, BenchmarkResult } from "./benchmark.ts";
import { chain, loop, payload } from "./definitions.ts";
import { duration, medians } from "./measure.ts";
import { ourRun } from "./ours.ts";

/** Cost per state as the payload grows, and per state as the execution grows. */
export const scaling: Benchmark = async (mode) => [
  await payloadScaling(mode),
  await lengthScaling(mode, "a loop"),
  await lengthScaling(mode, "a row"),
];

/** The payload limit is checked, as always. */
async function payloadScaling(mode: "full" | "smoke"): Promise<BenchmarkResult> {
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

async function lengthScaling(
  mode: "full" | "smoke",
  shape: "a loop" | "a row",
): Promise<BenchmarkResult> {
  const make = (states: number) =>
    shape === "a loop" ? loop(states / 2) : chain(states, { Type: "Pass" }, {});
  const { half, whole } = await medians(
    {
      half: ourRun(make(10_000), { limits: "extended" }),
      whole: ourRun(make(20_000), { limits: "extended" }),
    },
    mode,
    11,
  );
  return {
    name: `20,000 states in ${shape} against 10,000`,
    detail: `${duration(whole)} against ${duration(half)}`,
    figure: whole / half,
    unit: "x",
    goal: { atMost: 2.2 },
  };
}
