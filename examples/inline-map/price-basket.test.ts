import { StateMachine } from "stepwright";
import "stepwright/vitest";
import { expect, test } from "vitest";
import { recorded } from "../recorded.ts";

const machine = await StateMachine.fromFile(new URL("price-basket.asl.json", import.meta.url));
const prices = new Map([
  ["tea", 4],
  ["cup", 9],
]);

interface PriceLine {
  readonly line: { readonly article: string; readonly quantity: number };
  readonly position: number;
  readonly currency: string;
}

const PriceLine = ({ line: { article, quantity }, position, currency }: PriceLine) => ({
  position,
  price: `${(prices.get(article) ?? 0) * quantity} ${currency}`,
});

test("each line is priced, and the results keep the order of the lines", async () => {
  const lines = [
    { article: "tea", quantity: 2 },
    { article: "cup", quantity: 1 },
    { article: "tea", quantity: 5 },
    { article: "cup", quantity: 2 },
  ];
  const execution = await machine.run(
    { currency: "EUR", lines },
    { tasks: { PriceLine }, time: "skip", seed: 1, at: "2026-01-01T00:00:00Z" },
  );
  expect(execution).toHaveSucceeded();
  expect(execution.output).toMatchObject({
    priced: [
      { position: 0, price: "8 EUR" },
      { position: 1, price: "9 EUR" },
      { position: 2, price: "20 EUR" },
      { position: 3, price: "18 EUR" },
    ],
  });
  await expect(recorded(execution)).toMatchFileSnapshot("price-basket.history.json");
});

test("an empty basket has no prices", async () => {
  const execution = await machine.run({ currency: "EUR", lines: [] });
  expect(execution.output).toMatchObject({ priced: [] });
});
