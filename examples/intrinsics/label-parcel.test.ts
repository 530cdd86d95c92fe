import { StateMachine } from "stepwright";
import "stepwright/vitest";
import { expect, test } from "vitest";
import { recorded } from "../recorded.ts";

const machine = await StateMachine.fromFile(new URL("label-parcel.asl.json", import.meta.url));
const settings = { time: "skip", seed: 1, at: "2026-01-01T00:00:00Z" } as const;
const input = {
  first: "Ada",
  last: "Lovelace",
  tags: "fragile,gift,fragile",
  items: 5,
  note: { text: "ring twice" },
  defaults: { insured: false, weight: 1 },
  options: '{"insured":true}',
};

test("texts, numbers, arrays and objects are made without a function", async () => {
  const execution = await machine.run(input, settings);
  expect(execution).toHaveSucceeded();
  expect(execution.output).toMatchObject({
    label: "Ada Lovelace",
    tags: ["gift", "fragile"],
    boxes: [[1, 2], [3, 4], [5]],
    next: 6,
    note: "eyJ0ZXh0IjoicmluZyB0d2ljZSJ9",
    options: { insured: true, weight: 1 },
  });
  await expect(recorded(execution)).toMatchFileSnapshot("label-parcel.history.json");
});

test("the same seed gives the same UUID, another seed another one", async () => {
  const first = await machine.run(input, settings);
  const again = await machine.run(input, settings);
  const other = await machine.run(input, { ...settings, seed: 2 });
  expect(again.output).toEqual(first.output);
  expect(other.output).not.toEqual(first.output);
});
