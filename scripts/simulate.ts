// The engine in a simulated world, where every call may fail:
// `npm run simulate -- [--host aws] [--schedules 10000] [--seed N] [--hits N] [--only SEED]`.
//
// The local host: every call at a boundary of every golden machine fails once in each of four ways,
// then so many random schedules are played. The host in AWS: its own handlers over simulated
// clients, in random schedules, on two cores; `--waits N` plays so many waits from 1 s to a year
// besides. Prints how often each fault hit each boundary, and what did not hold with the options
// that show it again. Ends with a line "N passed, N failed".
import { parseArgs } from "node:util";
import { replayAws, runAws } from "../test/simulation/aws/run-aws.ts";
import { Campaign, crashPoint, type Failure, randomSchedule } from "../test/simulation/campaign.ts";
import type { Fault } from "../test/simulation/faults.ts";
import { printFailure, printFailures, printHits } from "../test/simulation/report.ts";
import { hearUncaught } from "../test/simulation/uncaught.ts";

const { values: options } = parseArgs({
  options: {
    host: { type: "string", default: "local" },
    schedules: { type: "string", default: "10000" },
    seed: { type: "string" },
    hits: { type: "string" },
    waits: { type: "string", default: "0" },
    only: { type: "string" },
    scenario: { type: "string" },
    place: { type: "string" },
    fault: { type: "string" },
  },
});
const seed = Number(options.seed ?? Math.floor(Math.random() * 2 ** 31));
const schedules = Number(options.schedules);
// Whatever can go wrong must have gone wrong so often: what is rare needs many schedules.
const hitsMin = Number(options.hits ?? Math.floor(schedules / 50_000));
hearUncaught(process);

if (options.host === "aws") await onAws();
else if (options.only !== undefined) await replay(Number(options.only));
else if (options.scenario === undefined) await runCampaign();
else await replayPoint(options.scenario, Number(options.place), options.fault as Fault);

async function onAws(): Promise<void> {
  const isOk =
    options.only === undefined
      ? await runAws({ schedules, seed, hitsMin, waits: Number(options.waits) })
      : await replayAws(Number(options.only));
  if (!isOk) process.exitCode = 1;
}

async function runCampaign(): Promise<void> {
  const campaign = new Campaign();
  const begun = performance.now();
  await campaign.runCrashPoints();
  const points = campaign.schedules;
  console.log(`${points} crash points, each call in each of four ways`);
  for (let index = 0; index < schedules; index++) {
    await campaign.runRandom((seed + index) % 2 ** 32);
    if ((index + 1) % 20_000 === 0) console.log(`${index + 1} random schedules`);
  }
  const seconds = (performance.now() - begun) / 1_000;
  console.log(`${schedules} random schedules from seed ${seed}`);
  console.log(`${Math.round(campaign.schedules / seconds)} schedules/s in ${seconds.toFixed(1)} s`);
  console.log(`${campaign.cuts} attempts were cut, and interrupted`);
  const missed = campaign.missed(hitsMin);
  printHits(campaign.hits, missed, hitsMin);
  printFailures(campaign.failures);
  const failed = campaign.failures.length + missed.length;
  console.log(`${campaign.schedules - campaign.failures.length} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

async function replay(only: number): Promise<void> {
  const outcome = await randomSchedule(only);
  print({ ...outcome, name: outcome.scenario.name, replay: `--only ${only}` });
}

async function replayPoint(name: string, place: number, fault: Fault): Promise<void> {
  const outcome = await crashPoint(name, place, fault);
  print({ ...outcome, name, replay: `--scenario "${name}" --place ${place} --fault ${fault}` });
}

function print(failure: Failure): void {
  printFailure(failure);
  if (failure.violations.length === 0) console.log("everything held");
}
