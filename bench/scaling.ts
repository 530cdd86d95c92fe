import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Benchmark, BenchmarkMode, BenchmarkResult } from "./benchmark.ts";
import { loop, payload } from "./definitions.ts";
import type { LengthTimes } from "./length-times.ts";
import { duration, medians } from "./measure.ts";
import { ourRun } from "./ours.ts";

/** Cost per state as the payload grows, and as the execution grows. */
export const scaling: Benchmark = async (mode) => [
  await payloadScaling(mode),
  lengthScaling(mode, "loop"),
  lengthScaling(mode, "row"),
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
 * In a process with a young generation of 8 MB: in a large one the shorter run would end before
 * the garbage collector has to look at what it keeps, and the ratio would be the collector's.
 */
function lengthScaling(mode: BenchmarkMode, shape: "loop" | "row"): BenchmarkResult {
  const script = fileURLToPath(new URL("./length-times.ts", import.meta.url));
  const flags = [...process.execArgv, "--max-semi-space-size=8"];
  const said = execFileSync(process.execPath, [...flags, script, shape, mode], {
    encoding: "utf8",
  });
  const { half, whole } = JSON.parse(said) as LengthTimes;
  return {
    name: `20,000 states in a ${shape} against 10,000`,
    detail: `${duration(whole)} against ${duration(half)}`,
    figure: whole / half,
    unit: "x",
    goal: { atMost: 2.2 },
  };
}
