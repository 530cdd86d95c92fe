// The engine in a simulated world, where every call may fail:
// `npm run simulate -- [--schedules 10000] [--seed N] [--hits 1] [--only SEED]`.
//
// First every call at a boundary of every golden machine fails once in each of four ways, then so
// many random schedules are played. Prints how often each fault hit each boundary, and what did not
// hold with the options that show it again. Ends with a line "N passed, N failed".
import { parseArgs } from "node:util";
import { Campaign, crashPoint, type Failure, randomSchedule } from "../test/simulation/campaign.ts";
import type { Fault } from "../test/simulation/faults.ts";
import { hearUncaught } from "../test/simulation/uncaught.ts";

const { values: options } = parseArgs({
  options: {
    schedules: { type: "string", default: "10000" },
    seed: { type: "string" },
    hits: { type: "string", default: "1" },
    only: { type: "string" },
    scenario: { type: "string" },
    place: { type: "string" },
    fault: { type: "string" },
  },
});
const seed = Number(options.seed ?? Math.floor(Math.random() * 2 ** 31));
hearUncaught(process);

if (options.only !== undefined) await replay(Number(options.only));
else if (options.scenario === undefined) await runCampaign(Number(options.schedules));
else await replayPoint(options.scenario, Number(options.place), options.fault as Fault);

async function runCampaign(schedules: number): Promise<void> {
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
  for (const [name, count] of [...campaign.hits.counts].sort()) {
    console.log(`  ${name.padEnd(32)}${count}`);
  }
  const missed = campaign.missed(Number(options.hits));
  for (const name of missed) console.log(`FAILED: hit less than ${options.hits} times: ${name}`);
  for (const failure of campaign.failures.slice(0, 5)) print(failure);
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

function print({ name, replay: how, violations, trace }: Failure): void {
  console.log(`\n${name}: npm run simulate -- ${how}`);
  for (const line of trace) console.log(`  ${line}`);
  for (const violation of violations) console.log(`FAILED: ${violation}`);
  if (violations.length === 0) console.log("everything held");
}
