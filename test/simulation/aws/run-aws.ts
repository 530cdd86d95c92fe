import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { FaultHits } from "../faults.ts";
import { printFailure, printHits } from "../report.ts";
import { randomAwsSchedule } from "./aws-campaign.ts";
import { missedOf } from "./aws-faults.ts";
import type { AwsReport, AwsShare } from "./share.ts";
import { runWaits } from "./waits.ts";

export interface AwsRun {
  readonly schedules: number;
  readonly seed: number;
  /** How often each fault must have hit each boundary. */
  readonly hitsMin: number;
  /** Waits from 1 s to a year. */
  readonly waits: number;
}

/** Plays random schedules on the host in AWS, one worker per core. Answers whether all held. */
export async function runAws({ schedules, seed, hitsMin, waits }: AwsRun): Promise<boolean> {
  const begun = performance.now();
  const workers = Math.min(availableParallelism(), 8);
  const shares = Array.from({ length: workers }, (_, index): AwsShare => {
    const from = Math.floor((schedules * index) / workers);
    const end = Math.floor((schedules * (index + 1)) / workers);
    return { schedules: end - from, seed: (seed + from) % 2 ** 32 };
  });
  const reports = await Promise.all(shares.map(runShare));
  const hits = new FaultHits();
  for (const { counts } of reports) hits.addAll({ counts } as FaultHits);
  const seconds = (performance.now() - begun) / 1_000;
  console.log(`${schedules} random schedules of the host in AWS from seed ${seed}`);
  console.log(`${Math.round(schedules / seconds)} schedules/s in ${seconds.toFixed(1)} s`);
  console.log(`${sum(reports.map(({ cuts }) => cuts))} attempts were cut`);
  const missed = missedOf(hits, hitsMin);
  printHits(hits, missed, hitsMin);
  const failures = reports.flatMap(({ failures }) => failures);
  for (const failure of failures.slice(0, 5)) printFailure(failure);
  let failed = sum(reports.map(({ failed }) => failed));
  const passed = schedules - failed;
  failed += missed.length;
  const timed = waits > 0 ? await runWaits(waits, seed) : { passed: 0, violations: [] };
  for (const violation of timed.violations.slice(0, 5)) console.log(`FAILED: ${violation}`);
  if (waits > 0) console.log(`${timed.passed} of ${waits} waits on time`);
  failed += timed.violations.length;
  console.log(`${passed + timed.passed} passed, ${failed} failed`);
  return failed === 0;
}

/** Shows the schedule of a seed. */
export async function replayAws(seed: number): Promise<boolean> {
  const { scenario, violations, trace } = await randomAwsSchedule(seed);
  printFailure({ name: scenario.name, replay: `--host aws --only ${seed}`, violations, trace });
  if (violations.length === 0) console.log("everything held");
  return violations.length === 0;
}

function runShare(share: AwsShare): Promise<AwsReport> {
  const url = new URL("../../../scripts/simulate-worker.ts", import.meta.url);
  const resourceLimits = { maxYoungGenerationSizeMb };
  const worker = new Worker(url, { workerData: share, resourceLimits });
  return new Promise((resolve, reject) => {
    let last: AwsReport | undefined;
    worker.on("message", (report: AwsReport) => {
      last = report;
    });
    worker.on("error", reject);
    worker.on("exit", () => {
      if (last?.schedules === share.schedules) resolve(last);
      else reject(new Error(`a worker has ended after ${last?.schedules} schedules`));
    });
  });
}

/** Little of a schedule outlives it: the more room there is, the less must be kept. */
const maxYoungGenerationSizeMb = 128;

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
