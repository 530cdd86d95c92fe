import { expect, it } from "vitest";
import { tornFiles } from "./torn-files.ts";

// `npm run durability` does more of it, and keeps what came of it.
it("opens with a prefix of what was written, or refuses by name, whatever is cut or damaged", async () => {
  const result = await tornFiles({ stops: 3, cutsPerStop: 6, damagesPerStop: 6, seed: 7 });
  expect(result.opened).toBe(18);
  expect(result.refusedDamaged + result.unharmed).toBe(18);
  expect(result.refusedDamaged).toBeGreaterThanOrEqual(6);
  expect(result.acknowledged).toBeGreaterThan(0);
}, 60_000);
