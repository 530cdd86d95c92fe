import { expect, it } from "vitest";
import { killNine } from "./kill-nine.ts";

// `npm run durability` does more of it, and keeps what came of it.
it("loses nothing, doubles nothing and ends everything, however often it is killed", async () => {
  const result = await killNine({ kills: 3, executions: 30, seed: 5 });
  expect(result.violations).toEqual([]);
  expect(result).toMatchObject({ kills: 3, started: 30 });
  expect(result.attempts).toBeGreaterThan(30);
  expect(result.answered).toBeGreaterThan(0);
}, 120_000);

it("leaves nothing legible where all has a customer's key, and loses nothing either", async () => {
  const result = await killNine({ kills: 2, executions: 20, seed: 6, hasKeys: true });
  expect([result.violations, result.legible]).toEqual([[], []]);
  expect(result).toMatchObject({ kills: 2, started: 20 });
  expect(result.attempts).toBeGreaterThan(20);
  // The next process asks anew, for what each of the machines had.
  expect(result.keysAsked).toBeGreaterThan(11);
}, 120_000);
