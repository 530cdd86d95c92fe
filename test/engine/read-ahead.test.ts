import { expect, it } from "vitest";
import { readAhead } from "../../lib/engine/read-ahead.ts";

const numbers = Array.from({ length: 100 }, (_, index) => index);

it("gives the values in order, however long each takes", async () => {
  const waiting: (() => void)[] = [];
  let most = 0;
  const read = (item: number) =>
    new Promise<number>((resolve) => {
      waiting.push(() => resolve(item));
      most = Math.max(most, waiting.length);
      // The last one that was begun is the first one to be there.
      setImmediate(() => waiting.pop()?.());
    });
  const values: number[] = [];
  for await (const value of readAhead(numbers, read)) values.push(value);
  expect(values).toEqual(numbers);
  expect(most).toBeGreaterThan(20);
  expect(most).toBeLessThan(40);
});

it("fails in its turn", async () => {
  const read = async (item: number) => {
    if (item === 5) throw new Error("the sixth");
    return item;
  };
  const values: number[] = [];
  const reading = (async () => {
    for await (const value of readAhead(numbers, read)) values.push(value);
  })();
  await expect(reading).rejects.toThrow("the sixth");
  expect(values).toEqual([0, 1, 2, 3, 4]);
});
