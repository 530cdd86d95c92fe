import type { BenchmarkMode } from "./benchmark.ts";
import { type Case, chain, loop } from "./definitions.ts";
import { medians } from "./measure.ts";
import { ourRun } from "./ours.ts";

/** Milliseconds of a run of 10,000 states, and of one of 20,000. */
export interface LengthTimes {
  readonly half: number;
  readonly whole: number;
}

// Prints LengthTimes: `length-times.ts loop full`.
const [, , shape, mode] = process.argv;
const make = (states: number): Case =>
  shape === "loop" ? loop(states / 2) : chain(states, { Type: "Pass" }, {});
const times: LengthTimes = await medians(
  {
    half: ourRun(make(10_000), { limits: "extended" }),
    whole: ourRun(make(20_000), { limits: "extended" }),
  },
  mode as BenchmarkMode,
);
console.log(JSON.stringify(times));
