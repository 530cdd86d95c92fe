import { describe, expect, it } from "vitest";
import { Campaign, randomSchedule } from "./campaign.ts";
import { golden } from "./golden.ts";
import { findOut, mutants } from "./mutants/mutants.ts";
import { runSchedule } from "./schedule.ts";

/** Only a guard: it takes some seconds. */
const hangMs = 600_000;

describe("the simulated world", () => {
  it("plays the same schedule from the same seed", async () => {
    const [first, second] = [await randomSchedule(17), await randomSchedule(17)];
    expect(second.trace).toEqual(first.trace);
    expect((await randomSchedule(17 + golden.length)).trace).not.toEqual(first.trace);
  });

  for (const scenario of golden) {
    it(`comes to rest without faults: ${scenario.name}`, async () => {
      const { violations, cuts } = await runSchedule(scenario, { seed: 0 });
      expect(violations).toEqual([]);
      expect(cuts).toBe(0);
    });
  }
});

describe("the engine", () => {
  it(
    "keeps its promises at a part of all crash points",
    async () => {
      const campaign = new Campaign();
      await campaign.runCrashPoints(0.1);
      expect(campaign.schedules).toBeGreaterThan(150);
      expect(campaign.failures).toEqual([]);
    },
    hangMs,
  );

  it(
    "keeps its promises in random schedules",
    async () => {
      const campaign = new Campaign();
      for (let seed = 1; seed <= 400; seed++) await campaign.runRandom(seed);
      expect(campaign.failures).toEqual([]);
      expect(campaign.cuts).toBeGreaterThan(20);
    },
    hangMs,
  );
});

describe("a wrong variant of the engine is found out", () => {
  it("in many ways", () => expect(mutants.length).toBeGreaterThanOrEqual(25));

  for (const mutant of mutants) {
    it(
      `when it ${mutant.name} (${mutant.breaks})`,
      async () => {
        expect(await findOut(mutant, 600)).toBeDefined();
      },
      hangMs,
    );
  }
});
