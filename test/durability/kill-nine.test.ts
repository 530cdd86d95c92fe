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
