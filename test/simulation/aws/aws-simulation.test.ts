import { describe, expect, it } from "vitest";
import { AwsCampaign, randomAwsSchedule, scenarios } from "./aws-campaign.ts";
import { awsMutants, findOutAws } from "./aws-mutants.ts";
import { runAwsSchedule } from "./aws-schedule.ts";
import { runWaits } from "./waits.ts";

/** Only a guard: it takes some seconds. */
const hangMs = 600_000;

describe("the simulated cloud", () => {
  it("plays the same schedule from the same seed", async () => {
    const [first, second] = [await randomAwsSchedule(17), await randomAwsSchedule(17)];
    expect(second.trace).toEqual(first.trace);
  });

  for (const scenario of scenarios) {
    it(`comes to the local host's result without faults: ${scenario.name}`, async () => {
      const { violations } = await runAwsSchedule(scenario, { seed: 0 });
      expect(violations).toEqual([]);
    });
  }
});

describe("the host in AWS", () => {
  it(
    "keeps its promises in random schedules",
    async () => {
      const campaign = new AwsCampaign();
      for (let seed = 1; seed <= 300; seed++) await campaign.runRandom(seed);
      expect(campaign.failures).toEqual([]);
      expect(campaign.cuts).toBeGreaterThan(20);
    },
    hangMs,
  );

  it(
    "ends waits from a second to a year, none early, lost or doubled",
    async () => {
      const { passed, violations } = await runWaits(500, 1);
      expect(violations).toEqual([]);
      expect(passed).toBe(500);
    },
    hangMs,
  );
});

describe("a wrong variant of the host in AWS is found out", () => {
  for (const mutant of awsMutants) {
    it(
      `when it ${mutant.name} (${mutant.breaks})`,
      async () => {
        expect(await findOutAws(mutant, 150)).not.toEqual([]);
      },
      hangMs,
    );
  }
});
