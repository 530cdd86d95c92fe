import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Benchmark } from "./benchmark.ts";

const items = 10_000;

/** What a Map over many items adds to the process's peak, in a process of its own. */
export const memory: Benchmark = async () => {
  const script = fileURLToPath(new URL("./peak-memory.ts", import.meta.url));
  const said = execFileSync(process.execPath, [...process.execArgv, script, `${items}`], {
    encoding: "utf8",
  });
  const { beforeMb, peakMb } = JSON.parse(said) as { beforeMb: number; peakMb: number };
  return [
    {
      name: "inline Map over 10,000 items: peak memory",
      detail: `${beforeMb.toFixed(0)} MB before, ${peakMb.toFixed(0)} MB at most`,
      figure: peakMb - beforeMb,
      unit: "MB",
      goal: { atMost: 200 },
    },
  ];
};
