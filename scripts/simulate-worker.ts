// A share of a campaign on the host in AWS: started by `scripts/simulate.ts`, one per core.
import { parentPort, workerData } from "node:worker_threads";
import { AwsCampaign } from "../test/simulation/aws/aws-campaign.ts";
import type { AwsReport, AwsShare } from "../test/simulation/aws/share.ts";
import { hearUncaught } from "../test/simulation/uncaught.ts";

hearUncaught(process);
const { schedules, seed } = workerData as AwsShare;
const campaign = new AwsCampaign();
const reportEvery = 5_000;
for (let index = 0; index < schedules; index++) {
  await campaign.runRandom((seed + index) % 2 ** 32);
  if ((index + 1) % reportEvery === 0) report();
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
