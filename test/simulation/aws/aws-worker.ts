import { parentPort, workerData } from "node:worker_threads";
import { hearUncaught } from "../uncaught.ts";
import { AwsCampaign } from "./aws-campaign.ts";
import type { AwsReport, AwsShare } from "./run-aws.ts";

// A worker's share of a campaign on the host in AWS.
hearUncaught(process);
const { schedules, seed } = workerData as AwsShare;
const campaign = new AwsCampaign();
for (let index = 0; index < schedules; index++) {
  await campaign.runRandom((seed + index) % 2 ** 32);
  if ((index + 1) % reportEvery() === 0) report();
}
report();

function report(): void {
  const { failures, cuts, hits } = campaign;
  const told: AwsReport = {
    schedules: campaign.schedules,
    cuts,
    counts: hits.counts,
    failures: failures.slice(0, 5),
    failed: failures.length,
  };
  parentPort?.postMessage(told);
}

function reportEvery(): number {
  return 5_000;
}
